import type { Fired } from '../promtool/timeline.ts';
import type { Inhibition } from './inhibition.ts';

/** A message to whoever is on call: the alerts that it is about, by name. */
export interface Page {
  readonly at: number;
  readonly alerts: readonly string[];
}

/** As `group_interval` of pages. Their `group_wait` is shorter than the time between two evaluations. */
const GROUP_INTERVAL = 120;

/** The pages of one job: one group, told anew when something joins that was not in its last message. */
export function pagesOf(fired: readonly Fired[], inhibition: Inhibition): Page[] {
  const alerts = fired.map((one) => ({
    ...one,
    all: { alertname: one.alert, job: one.job, ...one.labels },
  }));
  const moments = [...new Set(alerts.flatMap(({ spans }) => spans.flat()))].sort((a, b) => a - b);
  const pages: Page[] = [];
  let told = new Set<unknown>();
  let earliest = 0;
  const look = (at: number) => {
    const firing = alerts.filter(({ spans }) => spans.some(([from, until]) => at >= from && at < until));
    const all = firing.map((one) => one.all);
    const loud = firing.filter(
      (one) => one.labels.severity === 'page' && !inhibition.silences(all, one.all),
    );
    if (firing.every((one) => one.labels.severity !== 'page')) {
      // All is over: the next is an incident of its own.
      told = new Set();
      earliest = at;
      return;
    }
    if (at < earliest || !loud.some((one) => !told.has(one))) return;
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
