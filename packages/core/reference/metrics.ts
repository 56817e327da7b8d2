import { METRICS } from '../src/metrics/catalog.ts';
import { GENAI_DEFAULT, GENAI_LATEST } from '../src/metrics/genai-catalog.ts';
import type { Metric } from '../src/metrics/metric.ts';
import { constantOf } from './attribute.ts';
import type { Placements } from './spans.ts';

type Group = Metric['group'];

/** The attributes that all metrics of a group have, besides their own, and when each of them is there. */
export const SHARED: Readonly<Record<Group, Placements>> = {
  call: {
    ATTR_PROVIDER_NAME: 'always',
    ATTR_REQUEST_MODEL: '`messages.create`',
    ATTR_SERVER_ADDRESS: 'always',
    ATTR_METHOD: 'always',
    ATTR_HTTP_ROUTE: 'an adapter serves a route',
    ATTR_CLIENT_NAME: 'option `name`',
  },
  inference: {
    ATTR_OPERATION_NAME: 'always',
    ATTR_PROVIDER_NAME: 'always',
    ATTR_REQUEST_MODEL: 'always',
    ATTR_RESPONSE_MODEL: 'the answer said it; not on `time_per_output_chunk`',
    ATTR_SERVER_ADDRESS: 'always',
    ATTR_SERVER_PORT: 'always',
    ATTR_METHOD: 'always',
    ATTR_HTTP_ROUTE: 'an adapter serves a route',
    ATTR_CLIENT_NAME: 'option `name`',
  },
  'rate limit': {
    ATTR_RATE_LIMIT_TYPE: 'always',
    ATTR_METHOD: 'always; a resource (`batches`) stands for all its methods',
    ATTR_REQUEST_MODEL: 'a model was asked for',
    ATTR_CLIENT_NAME: 'option `name`',
  },
  process: {},
};

/** When the own attributes of metrics are there, where that is not always. */
export const OWN_ATTRIBUTES: Placements = {
  ATTR_HTTP_RESPONSE_STATUS_CODE: 'a response came',
  ATTR_ERROR_TYPE: 'it failed',
  ATTR_ATTEMPT_OUTCOME: 'always; on a backoff, of the attempt before it if there was one',
};

type Beginnings<Catalog> = Readonly<Record<keyof Catalog, string>>;

const CALLED = 'first call';
const FIRST_TOKEN = 'first that came, your code waiting for it';
const USED = 'first answer with usage';
const PER_CHUNK = 'second delta of a stream, with `perChunk`';

/** Since when each metric has series. */
const OWN: Beginnings<typeof METRICS> = {
  attempts: CALLED,
  attemptDuration: 'first attempt that ended',
  firstToken: FIRST_TOKEN,
  calls: CALLED,
  nested: CALLED,
  active: CALLED,
  sleeping: CALLED,
  oldest: CALLED,
  wakeIn: CALLED,
  streamsOpen: CALLED,
  backoffDuration: 'first backoff that ended',
  streamDuration: 'first stream that ended',
  stalls: CALLED,
  limit: 'first response that said it',
  remaining: 'first response that said it',
  resetIn: 'first response that said it',
  age: 'first response that said any of them',
  clients: '`instrument()`',
  errors: '`instrument()`',
  overflow: '`instrument()`',
};

const DEFAULT: Beginnings<typeof GENAI_DEFAULT> = {
  duration: 'first call that ended',
  firstChunk: FIRST_TOKEN,
  perChunk: PER_CHUNK,
  tokens: USED,
};
const LATEST: Beginnings<typeof GENAI_LATEST> = {
  duration: 'first call that ended',
  firstChunk: FIRST_TOKEN,
  perChunk: PER_CHUNK,
  operationInput: USED,
  operationOutput: USED,
  input: USED,
  output: USED,
  cacheRead: USED,
  cacheWrite: USED,
  reasoning: USED,
};

/** A metric as the reference lists it. */
export interface ListedMetric extends Metric {
  /** Since when it has series. */
  readonly since: string;
}

function listed<Catalog extends Record<string, Metric>>(
  catalog: Catalog,
  since: Beginnings<Catalog>,
): ListedMetric[] {
  return Object.entries(catalog).map(([key, metric]) => ({
    ...metric,
    since: since[key] ?? '',
  }));
}

/** Our own metrics. */
export const OWN_METRICS: readonly ListedMetric[] = listed(METRICS, OWN);
/** Those of the GenAI conventions, under the names that dashboards read. */
export const DEFAULT_METRICS: readonly ListedMetric[] = listed(GENAI_DEFAULT, DEFAULT);
/** Those of the GenAI conventions, under the newest names. */
export const LATEST_METRICS: readonly ListedMetric[] = listed(GENAI_LATEST, LATEST);

/** Every metric. */
export const ALL_METRICS: readonly ListedMetric[] = [
  ...OWN_METRICS,
  ...DEFAULT_METRICS,
  ...LATEST_METRICS,
];

/** All attributes of a metric, and when each of them is there. */
export function attributesOfMetric({ group, attributes, when }: Metric): Placements {
  const own = attributes.map((name) => {
    const constant = constantOf(name);
    return [constant, OWN_ATTRIBUTES[constant] ?? 'always'] as const;
  });
  const all = { ...Object.fromEntries(own), ...SHARED[group] };
  if (when !== 'perChunk') return all;
  // A delta comes before anybody looks at what the answer says of itself.
  const { ATTR_RESPONSE_MODEL: _, ...others } = all;
  return others;
}
