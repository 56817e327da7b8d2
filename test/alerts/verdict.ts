import type { Inhibition } from './alertmanager/inhibition.ts';
import { pagesOf, ticketsOf } from './alertmanager/pages.ts';
import type { Allowed, Firing, Scenario } from './model/scenario.ts';
import type { Fired } from './promtool/timeline.ts';

/** How one scenario went. */
export interface Verdict {
  /** What was not as expected, in words; nothing when all was. */
  readonly problems: readonly string[];
  /** Seconds from the first scrape that contains the cause to firing. */
  readonly seconds: ReadonlyMap<Firing, number | undefined>;
  /** Pages for which there was no cause. */
  readonly falsePages: number;
}

/** What is expected; without `pages`, of what fires alone. */
export interface Judged extends Pick<Scenario, 'fires' | 'mayFire'> {
  readonly pages?: Scenario['pages'] | undefined;
}

/** Holds what fired in one job against what its scenario expects. */
export function judge(
  { fires, mayFire = [], pages: expectedPages }: Judged,
  fired: readonly Fired[],
  shown: ReadonlyMap<Firing, number>,
  inhibition: Inhibition,
): Verdict {
  const problems: string[] = [];
  const seconds = new Map<Firing, number | undefined>();
  for (const expected of fires) {
    const took = secondsTo(expected, fired, shown);
    seconds.set(expected, took);
    const what = `${expected.alert}${expected.severity ? ` (${expected.severity})` : ''}`;
    if (expected.steadily !== false && breaks(expected, fired))
      problems.push(`${what} fires in pieces`);
    if (took === undefined) problems.push(`${what} does not fire`);
    else if (took > expected.within) {
      problems.push(`${what} fires after ${took} s, not within ${expected.within} s`);
    }
  }
  let falsePages = 0;
  for (const one of fired) {
    for (const [from, until] of one.spans) {
      if ([...fires, ...mayFire].some((allowed) => allows(allowed, one, from, until))) continue;
      if (one.labels.severity === 'page') falsePages++;
      const labels = Object.entries(one.labels).map(([key, value]) => `${key}=${value}`);
      problems.push(`${one.alert} {${labels.join(', ')}} fires from ${from} s to ${until} s`);
    }
  }
  if (expectedPages === undefined) return { problems, seconds, falsePages };
  const pages = pagesOf(fired, inhibition).map(({ alerts }) => alerts);
  if (JSON.stringify(pages) !== JSON.stringify(expectedPages)) {
    problems.push(`pages ${JSON.stringify(pages)}, not ${JSON.stringify(expectedPages)}`);
  }
  const isExpected = (one: Fired) => fires.some((expected) => isOf(expected, one));
  const silenced = new Set(mayFire.filter((one) => one.silenced).map(({ alert }) => alert));
  for (const alert of ticketsOf(fired, inhibition, isExpected)) {
    if (silenced.has(alert)) problems.push(`the ticket of ${alert} is not silenced`);
  }
  return { problems, seconds, falsePages };
}

function secondsTo(
  expected: Firing,
  fired: readonly Fired[],
  shown: ReadonlyMap<Firing, number>,
): number | undefined {
  const cause = shown.get(expected);
  if (cause === undefined) throw new Error(`No scrape shows the cause of ${expected.alert}`);
  const first = fired
    .filter((one) => isOf(expected, one))
    .flatMap(({ spans }) => spans.map(([from]) => from))
    .filter((from) => from >= expected.from)
    .sort((a, b) => a - b)[0];
  return first === undefined ? undefined : first - cause;
}

const breaks = (expected: Firing, fired: readonly Fired[]): boolean =>
  fired.some((one) => isOf(expected, one) && one.spans.length > 1);

function allows(allowed: Allowed, one: Fired, from: number, until: number): boolean {
  return isOf(allowed, one) && from >= allowed.from && until <= allowed.until;
}

function isOf({ alert, severity, model }: Allowed, one: Fired): boolean {
  return (
    one.alert === alert &&
    (severity === undefined || one.labels.severity === severity) &&
    (model === undefined || one.labels.gen_ai_request_model === model)
  );
}
