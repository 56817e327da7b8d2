export {
  type Headroom,
  type HeadroomOptions,
  headroom,
  type Problem,
  type ProblemBody,
  type ProblemCode,
  type ProblemOverride,
  type ProblemOverrides,
  type RequestSummary,
} from 'spanthropic/request';
export type { ClaudeErrorsOptions, ClaudeOptions, ClaudeRouteOptions } from './options.ts';
export { claude } from './plugin.ts';
export { claudeErrors } from './problems.ts';
export type { GivenClient, Register, RegisteredClient } from './register.ts';
export { type SseOptions, sse } from './sse.ts';
