import { AsyncLocalStorage } from 'node:async_hooks';
import type { Attributes } from '@opentelemetry/api';
import type { ObservedEvent } from '../events.ts';

/** What an HTTP request that the application serves is to the calls made inside it. */
export interface Serving {
  /** What it adds to the spans and metrics of those calls. */
  attributes(): Attributes;
  /** Something happened to one of them. */
  observe(event: ObservedEvent): void;
}

const storage = new AsyncLocalStorage<Serving>();

/** The request that the present code serves. */
export function currentServing(): Serving | undefined {
  return storage.getStore();
}

/** Runs `step` as a part of serving a request, with everything it starts. */
export function runServing<T>(serving: Serving, step: () => T): T {
  return storage.run(serving, step);
}
