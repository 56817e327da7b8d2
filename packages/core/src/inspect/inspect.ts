import { type OpenCall, openCalls } from '../call/open-calls.ts';
import { failureCounts } from '../failures.ts';
import { guard } from '../guard.ts';
import { overflowCounts } from '../metrics/overflow.ts';
import type { ClaudeClient } from '../seam/client.ts';
import { CallTelemetry } from '../telemetry/call-telemetry.ts';
import { telemetryOf } from '../telemetry/instrumented.ts';
import type { CallInFlight } from './call-in-flight.ts';
import { Inspection } from './inspection.ts';

/**
 * What is going on at this moment: the calls in flight of `client` and its copies, or, without an
 * argument, those of all instrumented clients. Needs no telemetry provider. Print it, serve it, or read
 * its fields:
 *
 *     console.log(inspect());
 *     app.get('/debug/claude', (_, res) => res.json(inspect()));
 *
 * Never throws; a client that is not instrumented has no calls.
 */
export function inspect(client?: ClaudeClient): Inspection {
  const found = guard(() => observed(client)) ?? [];
  const calls = found.map(([call, telemetry]) => flightOf(call, telemetry));
  calls.sort((a, b) => b.age - a.age);
  const openSpans = found.reduce((sum, [, telemetry]) => sum + telemetry.openSpans, 0);
  return new Inspection(calls, openSpans, failureCounts(), overflowCounts());
}

function observed(client: ClaudeClient | undefined): (readonly [OpenCall, CallTelemetry])[] {
  const own = client && telemetryOf(client);
  return openCalls().flatMap((call) => {
    const { observer } = call;
    const wanted =
      observer instanceof CallTelemetry && (client === undefined || observer.client === own);
    return wanted ? [[call, observer] as const] : [];
  });
}

function flightOf(call: OpenCall, telemetry: CallTelemetry): CallInFlight {
  const progress = call.progress();
  return {
    callId: progress.callId,
    method: progress.method,
    model: progress.model,
    clientName: telemetry.client.settings.name,
    stream: progress.stream,
    startedAt: new Date(progress.startedAt),
    age: progress.age / 1000,
    attempt: progress.attempt,
    phase: progress.phase,
    waited: seconds(progress.waited),
    unreadFor: seconds(progress.unreadFor),
    wakesIn: seconds(progress.wakesIn),
    status: progress.status,
    requestId: progress.requestId,
    traceId: telemetry.traceId,
  };
}

const seconds = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : milliseconds / 1000;
