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
export { claude } from './claude.ts';
export { type ClaudeErrorsOptions, claudeErrors } from './claude-errors.ts';
export { claudeRoute } from './claude-route.ts';
export type { ClaudeOptions, ClaudeRouteOptions } from './options.ts';
export type { GivenClient, Register, RegisteredClient } from './register.ts';
export { type SseOptions, sse } from './sse.ts';
