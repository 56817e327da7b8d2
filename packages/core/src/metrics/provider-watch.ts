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
const { setTimeout, clearTimeout } = globalThis;
const timers = new WeakMap<Fleet, NodeJS.Timeout>();

/** Looks for the provider of `fleet` now, and in the minute after `instrument()`: it may be set up later. */
export function watchForProvider(fleet: Fleet): void {
  clearTimeout(timers.get(fleet));
  look(fleet, 0);
}

function look(fleet: Fleet, looks: number): void {
  const delay = LOOKS[looks];
  if (guard(() => fleet.metering(), 'metrics') || delay === undefined) return;
  const timer = outside(() => setTimeout(() => look(fleet, looks + 1), delay));
  timer.unref();
  timers.set(fleet, timer);
}
