import type { Fired } from '../promtool/timeline.ts';
import type { Inhibition } from './inhibition.ts';

/** A message to whoever is on call: the alerts that it is about, by name. */
export interface Page {
  readonly at: number;
  readonly alerts: readonly string[];
}

/** As `group_interval` of pages. Their `group_wait` is shorter than the time between two evaluations. */
const GROUP_INTERVAL = 120;
/** As `group_wait` of tickets. */
const TICKET_WAIT = 60;

interface Alert extends Fired {
  readonly all: Readonly<Record<string, string>>;
}

const withAll = (one: Fired): Alert => ({
  ...one,
  all: { alertname: one.alert, job: one.job, ...one.labels },
});

/** The pages of one job: one group, told anew when something joins that was not in its last message. */
export function pagesOf(fired: readonly Fired[], inhibition: Inhibition): Page[] {
  const alerts = fired.map(withAll);
  const moments = changes(fired);
  const pages: Page[] = [];
  let told = new Set<Alert>();
  let earliest = 0;
  const look = (at: number) => {
    const firing = alerts.filter((one) => fires(one, at));
    const all = firing.map((one) => one.all);
    const paging = firing.filter((one) => one.labels.severity === 'page');
    const loud = paging.filter((one) => !inhibition.silences(all, one.all));
    if (paging.length === 0) {
      // All is over: the next is an incident of its own.
      told = new Set();
      earliest = at;
      return;
    }
    if (at < earliest || loud.every((one) => told.has(one))) return;
    pages.push({ at, alerts: [...new Set(loud.map(({ alert }) => alert))].sort() });
    told = new Set(loud);
    earliest = at + GROUP_INTERVAL;
  };
  for (const [place, moment] of moments.entries()) {
    look(moment);
    // What joined meanwhile is told when the group may speak again.
    if (earliest > moment && earliest < (moments[place + 1] ?? 0)) look(earliest);
  }
  return pages;
}

/**
 * The tickets of one job that somebody gets while `cause` fires: those that nothing silences, once their group
 * has waited.
 */
export function ticketsOf(
  fired: readonly Fired[],
  inhibition: Inhibition,
  cause: (one: Fired) => boolean = () => true,
): string[] {
  const alerts = fired.map(withAll);
  const moments = changes(fired);
  const isTold = (one: Alert) => (at: number) => {
    const firing = alerts.filter((other) => fires(other, at));
    const all = firing.map((other) => other.all);
    return firing.some(cause) && !inhibition.silences(all, one.all);
  };
  const tickets = alerts.filter(
    (one) =>
      one.labels.severity === 'ticket' &&
      one.spans.some(([from, until]) =>
        [from + TICKET_WAIT, ...moments]
          .filter((at) => at >= from + TICKET_WAIT && at < until)
          .some(isTold(one)),
      ),
  );
  return [...new Set(tickets.map(({ alert }) => alert))].sort();
}

function changes(fired: readonly Fired[]): number[] {
  return [...new Set(fired.flatMap(({ spans }) => spans.flat()))].sort((a, b) => a - b);
}

const fires = ({ spans }: Fired, at: number): boolean =>
  spans.some(([from, until]) => at >= from && at < until);
