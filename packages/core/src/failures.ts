/** The parts of this package whose failures are counted apart. */
const COMPONENTS = [
  /** Following the SDK. */
  'seam',
  /** Making spans. */
  'spans',
  /** Making metrics. */
  'metrics',
  /** A hook of the application's: `attributes`, `onEvent`, `redact`. */
  'hooks',
  /** Content of messages. */
  'content',
  /** A rate-limit header that does not parse. */
  'rate_limits',
  /** A usage field of another type than the API's. */
  'usage',
  /** A duration that cannot be: a clock stepped back. */
  'clock',
] as const;

export type Component = (typeof COMPONENTS)[number];

const failures = new Map<Component, number>(COMPONENTS.map((component) => [component, 0]));

/** Counts a failure of telemetry itself, or one datum that was left out. */
export function countFailure(component: Component): void {
  failures.set(component, (failures.get(component) ?? 0) + 1);
}

/** The failures of this process so far, by component. */
export function failureCounts(): ReadonlyMap<Component, number> {
  return failures;
}
