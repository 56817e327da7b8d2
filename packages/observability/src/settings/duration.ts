const SECONDS = { w: 604_800, d: 86_400, h: 3600, m: 60, s: 1, ms: 0.001 };

/** A duration as Prometheus writes it (`90s`, `1h30m`), in seconds; undefined for anything else. */
export function secondsOf(text: string): number | undefined {
  const match = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  if (match === null || text === '') return undefined;
  const units = Object.values(SECONDS);
  return match.slice(1).reduce((sum, count, i) => sum + Number(count ?? 0) * (units[i] ?? 0), 0);
}
