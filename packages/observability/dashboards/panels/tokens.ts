import { series } from '../grafana/panels.ts';
import * as tokens from '../queries/tokens.ts';
import { PER_MINUTE, SECONDS } from './units.ts';

export const used = series({
  question: 'How many tokens are used?',
  reading: 'In each minute; cached ones count as input, thinking as output.',
  unit: PER_MINUTE,
  queries: [
    { expr: tokens.inputPerMinute, legend: 'input' },
    { expr: tokens.outputPerMinute, legend: 'output' },
  ],
  none: 'No tokens',
  width: 8,
});

export const byRoute = series({
  question: 'Which route uses the input tokens?',
  reading:
    'Input tokens in each minute, cached ones included: these are what most limits count, though cached ones count less.',
  unit: PER_MINUTE,
  queries: [{ expr: tokens.inputByRoute, legend: '{{http_route}}' }],
  stacked: true,
  none: 'No tokens',
  width: 12,
});

export const pace = series({
  question: 'At what pace do tokens come?',
  reading:
    'Output tokens for each second that streams were read, by model. Too high where a service also has answers that are not streamed.',
  unit: 'suffix: /s',
  queries: [{ expr: tokens.pace, legend: '{{gen_ai_request_model}}' }],
  none: 'No stream ended',
  width: 12,
});

export const gaps = series({
  question: 'How even is the pace?',
  reading:
    'Between two deltas of content, 95 of 100 come within this time. Only of clients with the option `perChunk`.',
  unit: SECONDS,
  queries: [
    { expr: tokens.chunkGap(0.5), legend: 'half within' },
    { expr: tokens.chunkGap(0.95), legend: '95 % within' },
  ],
  none: 'No client has the option perChunk',
  width: 12,
});
