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

/** Where a request is being served. Sockets keep the place that they were opened in, so what serves is put there and taken away. */
export interface Place {
  serving: Serving;
}

const storage = new AsyncLocalStorage<Place>();

/** The request that the present code serves. */
export function currentServing(): Serving | undefined {
  return storage.getStore()?.serving;
}

/** Runs `step` as a part of serving a request, with everything it starts. */
export function runServing<T>(place: Place, step: () => T): T {
  return storage.run(place, step);
}

/** A request that is over: calls that outlast it, or begin afterwards, still say where they come from. */
export function served(attributes: Attributes): Serving {
  return { attributes: () => attributes, observe: () => {} };
}
