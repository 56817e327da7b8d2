import type { Attributes } from '@opentelemetry/api';
import { METRICS } from '../../../packages/core/src/metrics/catalog.ts';
import type { Metric } from '../../../packages/core/src/metrics/metric.ts';
import * as names from '../../../packages/core/src/semconv.ts';
import type { Histogram } from './histogram.ts';
import type { CallSet, Process } from './process.ts';

/** Planned for longer than this, in seconds, a backoff is long. */
const LONG = 60;

export interface Observer {
  number(metric: Metric, value: number, attributes: Attributes): void;
  histogram(metric: Metric, histogram: Histogram, attributes: Attributes): void;
}

/** What one instance tells at `now`, when it is scraped or pushes. */
export function collect(process: Process, now: number, to: Observer): void {
  for (const set of process.sets.values()) {
    collectCounts(set, to);
    collectLive(set, now, to);
    for (const [metric, attributes, histogram] of set.histograms) {
      to.histogram(metric, histogram, attributes);
    }
  }
  collectLimits(process, now, to);
  to.number(METRICS.clients, 1, CLIENT);
  to.number(METRICS.errors, process.telemetryErrors, COMPONENT);
  to.number(METRICS.overflow, 0, OVERFLOW);
}

// One object each: series are known by theirs.
const CLIENT = { [names.ATTR_VERSION]: '1.0.0', [names.ATTR_ANTHROPIC_SDK_VERSION]: '1.11.0' };
const COMPONENT = { [names.ATTR_TELEMETRY_COMPONENT]: 'metrics' };
const OVERFLOW = { [names.ATTR_TELEMETRY_COMPONENT]: 'models' };

function collectCounts({ counts }: CallSet, to: Observer): void {
  const tell = (metric: Metric) => (value: number, attributes: Attributes) =>
    to.number(metric, value, attributes);
  counts.attempts.each(tell(METRICS.attempts));
  counts.calls.each(tell(METRICS.calls));
  counts.stalls.each(tell(METRICS.stalls));
  to.number(METRICS.nested, counts.nested, counts.attributes);
}

function collectLive({ counts, open }: CallSet, now: number, to: Observer): void {
  const { attributes, asleepShort, asleepLong } = counts;
  const calls = [...open];
  const asleep = calls.flatMap(({ sleep }) => (sleep ? [sleep] : []));
  const long = asleep.filter(({ planned }) => planned > LONG).length;
  // Calls stand in the order in which they began.
  const since = calls[0]?.since ?? now;
  to.number(METRICS.active, calls.length, attributes);
  to.number(METRICS.sleeping, asleep.length - long, asleepShort);
  to.number(METRICS.sleeping, long, asleepLong);
  to.number(METRICS.streamsOpen, calls.filter(({ streaming }) => streaming).length, attributes);
  to.number(METRICS.oldest, now - since, attributes);
  to.number(METRICS.wakeIn, Math.max(0, ...asleep.map(({ until }) => until - now)), attributes);
}

const attributesOfLimit = new WeakMap<object, Attributes>();

function collectLimits({ readings }: Process, now: number, to: Observer): void {
  for (const [plan, { limit, remaining, resetAt, receivedAt }] of readings) {
    let attributes = attributesOfLimit.get(plan);
    if (attributes === undefined) {
      attributes = {
        [names.ATTR_REQUEST_MODEL]: plan.model,
        [names.ATTR_METHOD]: plan.method ?? 'messages.create',
        [names.ATTR_RATE_LIMIT_TYPE]: plan.type,
      };
      attributesOfLimit.set(plan, attributes);
    }
    to.number(METRICS.limit, limit, attributes);
    to.number(METRICS.remaining, now >= resetAt ? limit : Math.floor(remaining), attributes);
    to.number(METRICS.resetIn, Math.max(0, resetAt - now), attributes);
    to.number(METRICS.age, now - receivedAt, attributes);
  }
}
