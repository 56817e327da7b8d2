import { guard } from '../guard.ts';
import type { Membership } from '../metrics/membership.ts';
import type { ClientTelemetry } from './client-telemetry.ts';

// By the client, which must not be kept by what is known of it.
const telemetries = new WeakMap<object, ClientTelemetry>();
const memberships = new WeakMap<object, Membership>();
const collected = new FinalizationRegistry<Membership>((membership) => {
  guard(() => membership.end('collected'), 'metrics');
});

/** `client` is observed from now on. */
export function clientJoined(client: object, telemetry: ClientTelemetry): void {
  telemetries.set(client, telemetry);
  const membership = telemetry.join();
  memberships.set(client, membership);
  collected.register(client, membership, client);
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
  memberships.get(client)?.end('uninstrumented');
  memberships.delete(client);
  telemetries.delete(client);
  collected.unregister(client);
}

/** What telemetry keeps of `client`; undefined where it is not instrumented, or by another copy of this package. */
export function telemetryOf(client: object): ClientTelemetry | undefined {
  return telemetries.get(client);
}
