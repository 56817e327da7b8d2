import { guard } from '../guard.ts';
import type { ClientTelemetry } from './client-telemetry.ts';

// By the client, which must not be kept by what is known of it.
const telemetries = new WeakMap<object, ClientTelemetry>();
const collected = new FinalizationRegistry<ClientTelemetry>((telemetry) => {
  guard(() => telemetry.left('collected'), 'metrics');
});

/** `client` is observed from now on. */
export function clientJoined(client: object, telemetry: ClientTelemetry): void {
  telemetries.set(client, telemetry);
  telemetry.joined();
  collected.register(client, telemetry, client);
}

/** `copy` is one that an instrumented client made of itself: no client more. */
export function copyJoined(copy: object, telemetry: ClientTelemetry): void {
  telemetries.set(copy, telemetry);
}

/** `bound` is `client` to everybody who asks. */
export function boundJoined(bound: object, client: object): void {
  const telemetry = telemetries.get(client);
  if (telemetry) telemetries.set(bound, telemetry);
}

/** `client` is no longer observed. */
export function clientLeft(client: object): void {
  if (collected.unregister(client)) telemetries.get(client)?.left('uninstrumented');
  telemetries.delete(client);
}

/** What telemetry keeps of `client`; undefined where it is not instrumented, or by another copy of this package. */
export function telemetryOf(client: object): ClientTelemetry | undefined {
  return telemetries.get(client);
}
