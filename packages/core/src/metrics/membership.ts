import type { Fleet } from './fleet.ts';

/**
 * That one client belongs to a fleet. Holds nothing of the client, nor of the hooks that it was given:
 * these may know the client, and it would never be collected.
 */
export class Membership {
  readonly #fleet: Fleet;
  readonly #sdkVersion: string;

  constructor(fleet: Fleet, sdkVersion: string) {
    this.#fleet = fleet;
    this.#sdkVersion = sdkVersion;
    this.#count(1);
  }

  /** The client is observed no more. One that was collected may be followed by another at any time: the last one stays. */
  end(how: 'uninstrumented' | 'collected'): void {
    const count = this.#fleet.clients.get(this.#sdkVersion) ?? 0;
    if (how === 'uninstrumented' || count > 1) this.#count(-1);
  }

  #count(change: 1 | -1): void {
    const { clients } = this.#fleet;
    clients.set(this.#sdkVersion, (clients.get(this.#sdkVersion) ?? 0) + change);
  }
}
