/** What the organisation may use of a model in a minute. */
const LIMITS = {
  requests: 1_000,
  'input-tokens': 450_000,
  'output-tokens': 90_000,
} as const;

/**
 * The headers of an API whose limits have this share left (0 to 1), and are whole again in so many seconds. The
 * requests are the scarcest; of tokens, there is always a little more.
 */
export function limitHeaders(share: number, reset: number): Record<string, string> {
  const whole = new Date(Date.now() + reset * 1000).toISOString().replace(/\.\d+Z/, 'Z');
  const left = {
    requests: share,
    'input-tokens': (share + 0.4) / 1.4,
    'output-tokens': (share + 1) / 2,
  };
  const families = Object.keys(LIMITS) as (keyof typeof LIMITS)[];
  return Object.fromEntries(
    families.flatMap((family): [string, string][] => {
      const name = `anthropic-ratelimit-${family}`;
      return [
        [`${name}-limit`, String(LIMITS[family])],
        [`${name}-remaining`, String(Math.floor(LIMITS[family] * left[family]))],
        [`${name}-reset`, whole],
      ];
    }),
  );
}
