import { monotonic } from '../clock.ts';
import { METRICS } from './catalog.ts';
import type { Observe } from './collect.ts';
import type { Series } from './series.ts';

/** Planned for longer than this, in seconds, a backoff is long. */
const LONG = 60;

/** Tells what goes on in a series at this moment; zeros where nothing does, as what was told once is repeated. */
export function collectLive(series: Series, observe: Observe): void {
  const now = monotonic();
  const open = series.open.snapshot();
  const asleep = open.flatMap(({ sleep }) => (sleep ? [sleep] : []));
  const asleepLong = asleep.filter(({ planned }) => planned > LONG).length;
  const oldest = open.reduce((age, { since }) => Math.max(age, now - since), 0);
  const wakeIn = asleep.reduce((left, { until }) => Math.max(left, until - now), 0);
  const { attributes } = series;
  observe(METRICS.active, open.length, attributes);
  observe(METRICS.sleeping, asleep.length - asleepLong, series.asleepShort);
  observe(METRICS.sleeping, asleepLong, series.asleepLong);
  observe(METRICS.streamsOpen, open.filter(({ streaming }) => streaming).length, attributes);
  observe(METRICS.oldest, oldest / 1000, attributes);
  observe(METRICS.wakeIn, wakeIn / 1000, attributes);
}
