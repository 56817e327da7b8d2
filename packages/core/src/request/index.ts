// What the adapters for HTTP frameworks are built on, and what one for another framework would be.
export { isInstrumented } from '../seam/overrides.ts';
export { type Headroom, type HeadroomOptions, headroom } from './headroom.ts';
export {
  checkProblems,
  type Problem,
  type ProblemBody,
  type ProblemOptions,
  type ProblemOverride,
  type ProblemOverrides,
  problemOf,
} from './problem.ts';
export type { ProblemCode } from './problem-codes.ts';
export {
  checkRelay,
  type Relay,
  type Relayable,
  type RelayOptions,
  relay,
  relayHeaders,
} from './relay.ts';
export { type RequestOptions, ServedRequest } from './served-request.ts';
export type { RequestSummary } from './summary.ts';
