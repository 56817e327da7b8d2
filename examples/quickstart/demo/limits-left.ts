/** What the API's headers tell of, where a step does not say otherwise. */
const families = ['requests', 'tokens', 'input-tokens', 'output-tokens'] as const;

type Family = (typeof families)[number];

/**
 * Headers of an API that others use with the same key: so much is `left`, and whole again `reset`
 * seconds from now. It says nothing of the families that are not named.
 */
export function limitsLeft(
  left: Partial<Record<Family, number>>,
  reset: number,
): Record<string, string | null> {
  const whole = new Date(Date.now() + reset * 1000).toISOString();
  const headers = families.flatMap((family): [string, string | null][] => {
    const name = `anthropic-ratelimit-${family}`;
    const remaining = left[family];
    if (remaining === undefined)
      return ['limit', 'remaining', 'reset'].map((end) => [`${name}-${end}`, null]);
    return [
      [`${name}-remaining`, String(remaining)],
      [`${name}-reset`, whole],
    ];
  });
  return Object.fromEntries(headers);
}
