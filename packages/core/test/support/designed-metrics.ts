import { ValueType } from '@opentelemetry/api';
import {
  AggregationTemporality,
  DataPointType,
  type HistogramMetricData,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import { expect } from 'vitest';

type Kind = 'counter' | 'up-down' | 'gauge' | 'histogram';

/** A row of the design's table of metrics. */
interface Row {
  readonly kind: Kind;
  readonly unit: string;
  /** Attributes of its own that each series has. */
  readonly own?: readonly string[];
  /** Attributes of its own that a series may have. */
  readonly optional?: readonly string[];
  readonly buckets?: readonly number[];
  /** It has nothing of a call. */
  readonly ofNoCall?: boolean;
  /** Of the GenAI conventions. */
  readonly genai?: boolean;
}

const STREAM = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160, 320, 640, 1280];
const BACKOFF = [0.25, 0.5, 1, 2, 4, 8, 15, 30, 60, 300, 3600, 86400];
const FIRST_TOKEN = [0.1, 0.2, 0.4, 0.8, 1.5, 3, 6, 12, 30, 60];
const GENAI_SECONDS = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const GENAI_TOKENS = [
  1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864,
];

const OUTCOME = 'spanthropic.attempt.outcome';
const TYPE = 'spanthropic.rate_limit.type';
const genaiSeconds: Row = {
  kind: 'histogram',
  unit: 's',
  buckets: GENAI_SECONDS,
  genai: true,
  optional: ['gen_ai.response.model'],
};
const genaiDuration: Row = { ...genaiSeconds, optional: ['gen_ai.response.model', 'error.type'] };
const genaiTokens: Row = { ...genaiSeconds, unit: '{token}', buckets: GENAI_TOKENS };
const genaiCounter: Row = {
  kind: 'counter',
  unit: '{token}',
  genai: true,
  own: ['gen_ai.token.modality'],
  optional: ['gen_ai.response.model'],
};
const rateLimit = (unit: string): Row => ({
  kind: 'gauge',
  unit,
  own: [TYPE, 'spanthropic.method'],
  optional: ['gen_ai.request.model', 'spanthropic.client.name'],
  ofNoCall: true,
});

/** The design's table, with the buckets below it, written down a second time: the code has its own. */
const DESIGNED: Readonly<Record<string, Row>> = {
  'spanthropic.attempts': {
    kind: 'counter',
    unit: '{attempt}',
    own: [OUTCOME],
    optional: ['http.response.status_code'],
  },
  'spanthropic.attempt.duration': {
    kind: 'histogram',
    unit: 's',
    own: [OUTCOME],
    buckets: STREAM,
  },
  'spanthropic.attempt.time_to_first_token': {
    kind: 'histogram',
    unit: 's',
    buckets: FIRST_TOKEN,
  },
  'spanthropic.calls': {
    kind: 'counter',
    unit: '{call}',
    own: ['spanthropic.call.outcome', 'spanthropic.retried'],
  },
  'spanthropic.calls.nested': { kind: 'counter', unit: '{call}' },
  'spanthropic.calls.active': { kind: 'up-down', unit: '{call}' },
  'spanthropic.calls.sleeping': {
    kind: 'up-down',
    unit: '{call}',
    own: ['spanthropic.backoff.long'],
  },
  'spanthropic.calls.oldest': { kind: 'gauge', unit: '{second}' },
  'spanthropic.backoff.wake_in': { kind: 'gauge', unit: '{second}' },
  'spanthropic.streams.open': { kind: 'up-down', unit: '{stream}' },
  'spanthropic.backoff.duration': {
    kind: 'histogram',
    unit: 's',
    own: ['spanthropic.backoff.source'],
    optional: [OUTCOME],
    buckets: BACKOFF,
  },
  'spanthropic.stream.duration': {
    kind: 'histogram',
    unit: 's',
    own: ['spanthropic.stream.end'],
    buckets: STREAM,
  },
  'spanthropic.stream.stalls': {
    kind: 'counter',
    unit: '{stall}',
    own: ['spanthropic.stall.phase'],
  },
  'spanthropic.rate_limit.limit': rateLimit('{unit}'),
  'spanthropic.rate_limit.remaining': rateLimit('{unit}'),
  'spanthropic.rate_limit.reset_in': rateLimit('{second}'),
  'spanthropic.rate_limit.age': rateLimit('{second}'),
  'spanthropic.clients': {
    kind: 'gauge',
    unit: '{client}',
    own: ['spanthropic.version', 'anthropic.sdk.version'],
    ofNoCall: true,
  },
  'spanthropic.telemetry.errors': {
    kind: 'counter',
    unit: '{error}',
    own: ['spanthropic.telemetry.component'],
    ofNoCall: true,
  },
  'spanthropic.telemetry.overflow': {
    kind: 'counter',
    unit: '{set}',
    own: ['spanthropic.telemetry.component'],
    ofNoCall: true,
  },
  'gen_ai.client.operation.duration': genaiDuration,
  'gen_ai.client.operation.time_to_first_chunk': genaiSeconds,
  'gen_ai.client.operation.time_per_output_chunk': { ...genaiSeconds, optional: [] },
  'gen_ai.client.token.usage': { ...genaiTokens, own: ['gen_ai.token.type'] },
  'gen_ai.client.inference.duration': genaiDuration,
  'gen_ai.client.inference.time_to_first_chunk': genaiSeconds,
  'gen_ai.client.inference.time_per_output_chunk': { ...genaiSeconds, optional: [] },
  'gen_ai.client.inference.operation.input_tokens': genaiTokens,
  'gen_ai.client.inference.operation.output_tokens': genaiTokens,
  'gen_ai.client.inference.usage.input_tokens': genaiCounter,
  'gen_ai.client.inference.usage.output_tokens': genaiCounter,
  'gen_ai.client.inference.usage.cache_read.input_tokens': genaiCounter,
  'gen_ai.client.inference.usage.cache_write.input_tokens': genaiCounter,
  'gen_ai.client.inference.usage.reasoning.output_tokens': genaiCounter,
};

/** The names of all metrics of the design. */
export const DESIGNED_METRICS: readonly string[] = Object.keys(DESIGNED);

/** Holds every metric, and every series of it, against the design: its kind, unit, buckets and exact attributes. */
export function expectAsDesigned(collected: readonly MetricData[]): void {
  const names = collected.map(({ descriptor }) => descriptor.name);
  expect(names, 'metrics are there once').toEqual([...new Set(names)]);
  for (const metric of collected) {
    const { name, unit, valueType, description } = metric.descriptor;
    const row = DESIGNED[name];
    if (row === undefined) throw new Error(`${name} is no metric of the design`);
    const { buckets } = row;
    expect(
      { name, kind: kindOf(metric), unit, valueType, buckets: bucketsOf(metric) },
      `${name} as designed`,
    ).toEqual({ name, kind: row.kind, unit: row.unit, valueType: ValueType.DOUBLE, buckets });
    expect(description, `${name} says what it is`).not.toBe('');
    for (const { attributes } of metric.dataPoints) {
      const allowed = [...required(row, attributes), ...optional(row)];
      const there = Object.keys(attributes);
      expect(
        {
          missing: required(row, attributes).filter((attribute) => !there.includes(attribute)),
          tooMany: there.filter((key) => !allowed.includes(key) && !isAdded(key, row)),
        },
        `the attributes of ${name}: ${JSON.stringify(attributes)}`,
      ).toEqual({ missing: [], tooMany: [] });
    }
  }
}

/** What tests have `attributes()` add. */
const isAdded = (name: string, { ofNoCall }: Row): boolean => !ofNoCall && name.startsWith('app.');

function required(row: Row, attributes: Readonly<Record<string, unknown>>): string[] {
  const own = row.own ?? [];
  if (row.ofNoCall) return [...own];
  const isInference = attributes['spanthropic.method'] === 'messages.create';
  return [
    ...own,
    'gen_ai.provider.name',
    'server.address',
    'spanthropic.method',
    ...(isInference ? ['gen_ai.request.model'] : []),
    ...(row.genai ? ['gen_ai.operation.name', 'server.port', 'gen_ai.request.model'] : []),
  ];
}

function optional({ optional: own = [], ofNoCall }: Row): readonly string[] {
  return ofNoCall ? own : [...own, 'spanthropic.client.name'];
}

function kindOf(metric: MetricData): Kind {
  if (metric.dataPointType === DataPointType.GAUGE) return 'gauge';
  expect(metric.aggregationTemporality).toBe(AggregationTemporality.CUMULATIVE);
  if (metric.dataPointType === DataPointType.HISTOGRAM) return 'histogram';
  return 'isMonotonic' in metric && metric.isMonotonic ? 'counter' : 'up-down';
}

function bucketsOf(metric: MetricData): readonly number[] | undefined {
  if (metric.dataPointType !== DataPointType.HISTOGRAM) return undefined;
  const [point] = (metric as HistogramMetricData).dataPoints;
  return point?.value.buckets.boundaries;
}
