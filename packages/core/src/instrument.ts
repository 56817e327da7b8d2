import { endOpenCalls } from './call/open-calls.ts';
import { guard } from './guard.ts';
import { type InstrumentOptions, resolveOptions } from './options.ts';
import { type ClaudeClient, checkClient, factsOf, hasNativeSpans } from './seam/client.ts';
import { checkWritable, copyOf, installSeam } from './seam/install.ts';
import { isInstrumented, removeOverrides } from './seam/overrides.ts';
import { ClientTelemetry } from './telemetry/client-telemetry.ts';
import { clientJoined, clientLeft, copyJoined } from './telemetry/instrumented.ts';

/**
 * Makes every call of an `@anthropic-ai/sdk` client visible: a span for the call (the SDK's own where
 * it makes one), one for each attempt and each backoff, and the events of `onEvent`. The client is
 * instrumented in place and returned, with all copies that its `withOptions()` makes from now on; a
 * client that is instrumented already is returned as it is, whatever the options.
 *
 * May run before OpenTelemetry is set up. Does nothing, beyond checking its arguments, when the
 * environment says `SPANTHROPIC_DISABLED=true` or `OTEL_SDK_DISABLED=true`.
 *
 * @throws {TypeError} for an unknown option or a wrong value, naming the option and what it takes; for
 * something that is no client of the SDK; for a frozen client without `copy: true`; for
 * `callSpan: 'own'` with a client whose own spans are on. Never later, and never in a call.
 */
export function instrument<Client extends ClaudeClient>(
  client: Client,
  options?: InstrumentOptions,
): Client {
  const settings = resolveOptions(options);
  checkClient(client);
  if (settings.callSpan === 'own' && hasNativeSpans(client)) {
    throw new TypeError(
      "instrument(): callSpan 'own' would make a second span beside the SDK's own: " +
        "construct the client with { openTelemetry: false }, or use callSpan: 'auto'",
    );
  }
  if (isDisabled() || isInstrumented(client)) return client;
  if (!settings.copy) checkWritable(client);
  const { name, stallAfter, maxBackoff } = settings;
  const telemetry = new ClientTelemetry(settings, factsOf(client));
  const instrumented = installSeam(settings.copy ? copyOf(client) : client, {
    name,
    stallAfter,
    maxBackoff,
    observe: () => telemetry.observeCall(),
    copied: (copy) => copyJoined(copy, telemetry),
  });
  guard(() => clientJoined(instrumented, telemetry), 'metrics');
  return instrumented;
}

/**
 * Takes the instrumentation off a client, restoring the exact property descriptors that were there.
 * Of calls in flight the attempt or the stream that is open is observed to its end; those asleep in
 * a backoff end here in telemetry, with abort reason `shutdown`. Copies that `withOptions()` made stay
 * instrumented. Returns whether there was anything to take off.
 *
 * @throws {TypeError} for a client that was frozen meanwhile: nobody can put its properties back.
 */
export function uninstrument(client: ClaudeClient): boolean {
  if (!removeOverrides(client)) return false;
  guard(() => clientLeft(client), 'metrics');
  return true;
}

/**
 * Ends every call in flight, of all clients, in telemetry: with abort reason `shutdown`, so that a
 * process that is told to stop leaves the traces of what it was doing. The calls themselves go on,
 * and calls made later are observed as ever. Flush the OpenTelemetry SDK afterwards. A span that the
 * SDK made for a call is the SDK's to end, and stays open. Never throws.
 */
export function shutdown(): void {
  guard(() => endOpenCalls(() => true));
}

function isDisabled(): boolean {
  const { SPANTHROPIC_DISABLED, OTEL_SDK_DISABLED } = process.env;
  return [SPANTHROPIC_DISABLED, OTEL_SDK_DISABLED].some((value) => value?.toLowerCase() === 'true');
}
