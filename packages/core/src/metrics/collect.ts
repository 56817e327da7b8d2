import type { Attributes } from '@opentelemetry/api';
import { failureCounts } from '../failures.ts';
import * as names from '../semconv.ts';
import { VERSION } from '../version.ts';
import { METRICS } from './catalog.ts';
import { collectLimits } from './collect-limits.ts';
import { collectLive } from './collect-live.ts';
import { GENAI_LATEST } from './genai-catalog.ts';
import type { Metering } from './metering.ts';
import type { Metric } from './metric.ts';
import { overflowCounts } from './overflow.ts';
import type { Series } from './series.ts';

/** Tells one number of one metric at collection. */
export type Observe = (metric: Metric, value: number, attributes: Attributes) => void;

/** Tells every number that is not recorded as it happens. */
export function collect(metering: Metering, observe: Observe): void {
  for (const series of metering.series) {
    collectCounts(series, observe);
    collectLive(series, observe);
  }
  const limits = [...metering.fleets].flatMap((fleet) => [...fleet.allLimits]);
  collectLimits(limits, observe);
  collectProcess(metering, observe);
}

function collectCounts(series: Series, observe: Observe): void {
  const tell = (metric: Metric) => (value: number, attributes: Attributes) =>
    observe(metric, value, attributes);
  series.attempts.each(tell(METRICS.attempts));
  series.calls.each(tell(METRICS.calls));
  series.stalls.each(tell(METRICS.stalls));
  observe(METRICS.nested, series.nested, series.attributes);
  for (const { used, tokens, unknownModality } of series.inferences) {
    if (!used) continue;
    observe(GENAI_LATEST.input, tokens.input, unknownModality);
    observe(GENAI_LATEST.output, tokens.output, unknownModality);
    observe(GENAI_LATEST.cacheRead, tokens.cacheRead, unknownModality);
    observe(GENAI_LATEST.cacheWrite, tokens.cacheWrite, unknownModality);
    observe(GENAI_LATEST.reasoning, tokens.reasoning, unknownModality);
  }
}

function collectProcess(metering: Metering, observe: Observe): void {
  const clients = new Map<string, number>();
  for (const fleet of metering.fleets) {
    for (const [version, count] of fleet.clients) {
      clients.set(version, (clients.get(version) ?? 0) + count);
    }
  }
  for (const [version, count] of clients) {
    const versions = { [names.ATTR_VERSION]: VERSION, [names.ATTR_ANTHROPIC_SDK_VERSION]: version };
    observe(METRICS.clients, count, versions);
  }
  for (const [component, count] of failureCounts()) {
    observe(METRICS.errors, count, { [names.ATTR_TELEMETRY_COMPONENT]: component });
  }
  for (const [component, count] of overflowCounts()) {
    observe(METRICS.overflow, count, { [names.ATTR_TELEMETRY_COMPONENT]: component });
  }
}
