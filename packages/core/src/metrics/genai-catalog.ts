import * as names from '../semconv.ts';
import type { Metric } from './metric.ts';

// Bounds as the conventions give them: opentelemetry.io, GenAI metrics.
const SECONDS = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const TOKENS = [
  1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216,
  67_108_864,
];

const duration = {
  kind: 'histogram',
  unit: 's',
  description:
    'From the call to its value, the end of its stream or its failure, retries included.',
  buckets: SECONDS,
  attributes: [names.ATTR_ERROR_TYPE],
  group: 'inference',
} as const;

const firstChunk = {
  kind: 'histogram',
  unit: 's',
  description: 'From the call to the first content delta of its stream, retries included.',
  buckets: SECONDS,
  attributes: [],
  group: 'inference',
} as const;

const perChunk = {
  kind: 'histogram',
  unit: 's',
  description: 'From one content delta of a stream to the next.',
  buckets: SECONDS,
  attributes: [],
  group: 'inference',
  when: 'perChunk',
} as const;

const tokens = (what: string, description: string) =>
  ({
    name: `gen_ai.client.inference.usage.${what}`,
    kind: 'counter',
    unit: '{token}',
    description,
    attributes: [names.ATTR_TOKEN_MODALITY],
    group: 'inference',
    when: 'latest',
  }) as const;

const perOperation = (what: string, description: string) =>
  ({
    name: `gen_ai.client.inference.operation.${what}`,
    kind: 'histogram',
    unit: '{token}',
    description,
    buckets: TOKENS,
    attributes: [],
    group: 'inference',
    when: 'latest',
  }) as const;

/** The names that dashboards in the wild read. */
export const GENAI_DEFAULT = {
  duration: { name: 'gen_ai.client.operation.duration', ...duration, when: 'default' },
  firstChunk: {
    name: 'gen_ai.client.operation.time_to_first_chunk',
    ...firstChunk,
    when: 'default',
  },
  perChunk: { name: 'gen_ai.client.operation.time_per_output_chunk', ...perChunk },
  tokens: {
    name: 'gen_ai.client.token.usage',
    kind: 'histogram',
    unit: '{token}',
    description: 'Tokens of one call; cached ones count as input, thinking as output.',
    buckets: TOKENS,
    attributes: [names.ATTR_TOKEN_TYPE],
    group: 'inference',
    when: 'default',
  },
} as const satisfies Record<string, Metric>;

/** The names that the conventions have had since October 2026. */
export const GENAI_LATEST = {
  duration: { name: 'gen_ai.client.inference.duration', ...duration, when: 'latest' },
  firstChunk: {
    name: 'gen_ai.client.inference.time_to_first_chunk',
    ...firstChunk,
    when: 'latest',
  },
  perChunk: { name: 'gen_ai.client.inference.time_per_output_chunk', ...perChunk },
  operationInput: perOperation('input_tokens', 'Input tokens of one call, cached ones included.'),
  operationOutput: perOperation('output_tokens', 'Output tokens of one call, thinking included.'),
  input: tokens('input_tokens', 'Input tokens, cached ones included.'),
  output: tokens('output_tokens', 'Output tokens, thinking included.'),
  cacheRead: tokens(
    'cache_read.input_tokens',
    'Input tokens read from the cache; a part of input.',
  ),
  cacheWrite: tokens(
    'cache_write.input_tokens',
    'Input tokens written to the cache; a part of input.',
  ),
  reasoning: tokens('reasoning.output_tokens', 'Output tokens of thinking; a part of output.'),
} as const satisfies Record<string, Metric>;
