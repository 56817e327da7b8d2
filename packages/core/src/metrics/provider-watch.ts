import { AsyncLocalStorage } from 'node:async_hooks';
import { guard } from '../guard.ts';
import type { Fleet } from './fleet.ts';

/**
 * When to look for a provider after `instrument()`, milliseconds after the look before. Calls look for
 * themselves: this is for a service that makes none, and has to be seen all the same.
 */
const LOOKS = [0, 1000, 4000, 10_000, 45_000];

// The application's contexts and fake timers are none of these timers' business.
const outside = AsyncLocalStorage.snapshot();
const { setTimeout } = globalThis;
const watched = new WeakSet<Fleet>();

/** Looks for the provider of `fleet` now, and in the minute after `instrument()`: it may be set up later. */
export function watchForProvider(fleet: Fleet): void {
  if (hasProvider(fleet) || watched.has(fleet)) return;
  watched.add(fleet);
  lookLater(fleet, 0);
}

function lookLater(fleet: Fleet, index: number): void {
  const delay = LOOKS[index];
  if (delay === undefined) {
    watched.delete(fleet);
    return;
  }
  const look = (): void => {
    if (hasProvider(fleet)) watched.delete(fleet);
    else lookLater(fleet, index + 1);
  };
  outside(() => setTimeout(look, delay)).unref();
}

const hasProvider = (fleet: Fleet): boolean =>
  guard(() => fleet.metering(), 'metrics') !== undefined;
