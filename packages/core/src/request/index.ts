// What the adapters for HTTP frameworks are built on, and what one for another framework would be.
export { checkOptions, type OptionRule } from '../check-options.ts';
export { guard } from '../guard.ts';
export { isInstrumented } from '../seam/overrides.ts';
export type { Relayable } from '../seam/source.ts';
export { type Headroom, type HeadroomOptions, headroom } from './headroom.ts';
export {
  type Problem,
  type ProblemBody,
  type ProblemOptions,
  problemOf,
} from './problem.ts';
export {
  checkProblems,
  type ProblemOverride,
  type ProblemOverrides,
} from './problem-overrides.ts';
export type { ProblemCode } from './problem-table.ts';
export {
  checkRelay,
  type Relay,
  type RelayOptions,
  relay,
  relayHeaders,
} from './relay.ts';
export { type RequestOptions, ServedRequest } from './served-request.ts';
export type { RequestSummary } from './summary.ts';
export { type NodeRequest, type NodeResponse, watchAnswer } from './watch-answer.ts';
