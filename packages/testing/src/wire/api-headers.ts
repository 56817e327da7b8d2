/** What the headers of one answer depend on. */
export interface HeaderFacts {
  requestId: string;
  status: number;
  contentType: string;
  /** How many requests the server has received, this one included. */
  received: number;
  /** What the script adds, replaces, or (null) leaves out. */
  extra: Readonly<Record<string, string | null>> | undefined;
}

const limits = {
  requests: 4_000,
  tokens: 2_400_000,
  'input-tokens': 2_000_000,
  'output-tokens': 400_000,
};

/** The headers that the real API sends with every answer; Node.js itself adds `date`. */
export function apiHeaders(facts: HeaderFacts): Record<string, string> {
  const headers = new Map<string, string>([
    ['content-type', facts.contentType],
    ['cache-control', 'no-cache'],
    ['request-id', facts.requestId],
    ['anthropic-organization-id', '5f2b6a4e-0000-4000-8000-00000000fa4e'],
    ...rateLimitHeaders(facts),
  ]);
  for (const [name, value] of Object.entries(facts.extra ?? {})) {
    if (value === null) headers.delete(name.toLowerCase());
    else headers.set(name.toLowerCase(), value);
  }
  return Object.fromEntries(headers);
}

/** Each request takes one from the requests and a thousand from the tokens; after a 429 none are left. */
function rateLimitHeaders({ status, received, extra }: HeaderFacts): [string, string][] {
  const reset = resetTime(Number(extra?.['retry-after'] ?? 1));
  return Object.entries(limits).flatMap(([family, limit]) => {
    const taken = family === 'requests' ? received : received * 1_000;
    const remaining = status === 429 ? 0 : Math.max(0, limit - taken);
    const name = `anthropic-ratelimit-${family}`;
    return [
      [`${name}-limit`, String(limit)],
      [`${name}-remaining`, String(remaining)],
      [`${name}-reset`, reset],
    ];
  });
}

/** RFC 3339 in whole seconds. */
function resetTime(seconds: number): string {
  const wait = Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 86_400) : 1;
  const time = Math.ceil(Date.now() / 1000 + wait) * 1000;
  return new Date(time).toISOString().replace('.000Z', 'Z');
}
