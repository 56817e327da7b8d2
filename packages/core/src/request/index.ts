// What the adapters for HTTP frameworks are built on, and what one for another framework would be.
export { isInstrumented } from '../seam/overrides.ts';
export { type RequestOptions, ServedRequest } from './served-request.ts';
export type { RequestSummary } from './summary.ts';
