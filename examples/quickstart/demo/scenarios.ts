import type { Scenario } from './scenario.ts';
import { errorInStream } from './scenarios/error-in-stream.ts';
import { overloaded } from './scenarios/overloaded.ts';
import { plainCall } from './scenarios/plain-call.ts';
import { rateLimited } from './scenarios/rate-limited.ts';
import { connectionReset } from './scenarios/reset.ts';
import { rushHour } from './scenarios/rush-hour.ts';
import { slowFirstToken } from './scenarios/slow-first-token.ts';
import { slowReader } from './scenarios/slow-reader.ts';
import { stall } from './scenarios/stall.ts';
import { timeout } from './scenarios/timeout.ts';
import { toolRoundTrip } from './scenarios/tool-round-trip.ts';
import { userAbort } from './scenarios/user-abort.ts';

/** From the best to the worst day of a service, then what the application itself does, and then much at once. */
export const scenarios: readonly Scenario[] = [
  plainCall,
  slowFirstToken,
  rateLimited,
  overloaded,
  errorInStream,
  connectionReset,
  timeout,
  stall,
  slowReader,
  userAbort,
  toolRoundTrip,
  rushHour,
];
