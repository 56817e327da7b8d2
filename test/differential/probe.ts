import { AsyncLocalStorage } from 'node:async_hooks';
import { getEventListeners } from 'node:events';
import type { ClientOptions } from '@anthropic-ai/sdk';
import { type Describer, type Description, TRACE_HEADERS } from './describe.ts';

/** One thing that the application saw, and for whom its code was running (its own `AsyncLocalStorage`). */
interface Sight {
  readonly saw: string;
  readonly value: Description;
  readonly for: string;
}

/** What a scenario tells of what its application sees, in the order in which it sees it. */
export class Probe {
  readonly seen: Sight[] = [];
  readonly #describer: Describer;
  readonly #signals: AbortSignal[] = [];
  readonly #place = new AsyncLocalStorage<string>();
  readonly #waiting: { readonly pattern: RegExp; readonly resolve: () => void }[] = [];
  #onRejected: (() => void) | undefined;

  constructor(describer: Describer) {
    this.#describer = describer;
  }

  /** The application saw `value`, which is described at once. */
  see(saw: string, value: unknown = null): void {
    const place = this.#place.getStore() ?? 'nobody';
    this.seen.push({
      saw: this.#describer.text(saw),
      value: this.#describer.describe(value),
      for: place,
    });
  }

  /** Sees what a promise comes to; gives its value, or undefined when it fails. */
  async settle<T>(saw: string, promise: PromiseLike<T> | undefined): Promise<T | undefined> {
    try {
      const value = await promise;
      this.see(`${saw}: resolved`, value);
      return value;
    } catch (error) {
      this.see(`${saw}: rejected`, error);
      return undefined;
    }
  }

  /** Sees what a function returns or throws at once. */
  call<T>(saw: string, step: () => T): T | undefined {
    try {
      const value = step();
      this.see(`${saw}: returned`, value);
      return value;
    } catch (error) {
      this.see(`${saw}: threw`, error);
      return undefined;
    }
  }

  /** Runs `step`, and all that it starts, for a part of the application that has a name. */
  within<T>(place: string, step: () => T): T {
    return this.#place.run(place, step);
  }

  /** A controller whose signal must be left with as many listeners as without us. */
  controller(): AbortController {
    const controller = new AbortController();
    this.#signals.push(controller.signal);
    return controller;
  }

  /** Sees how many listen for the abort of `signal` now. */
  listeners(saw: string, { signal }: AbortController): void {
    this.see(`${saw}: listeners`, getEventListeners(signal, 'abort').length);
  }

  /** How many listen at the end, for each signal. */
  listenersLeft(): number[] {
    return this.#signals.map((signal) => getEventListeners(signal, 'abort').length);
  }

  /** Waits for something that only the other side can tell. */
  async until(condition: () => boolean): Promise<void> {
    const deadline = performance.now() + 2000;
    while (!condition()) {
      if (performance.now() > deadline) throw new Error('what the scenario waits for never came');
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /** Client options whose logger tells when something is said, such as that a retry follows. */
  listening(): ClientOptions {
    const hear = (message: string): void => {
      for (const { pattern, resolve } of this.#waiting) if (pattern.test(message)) resolve();
    };
    const logger = { error: hear, warn: hear, info: hear, debug: hear };
    return { logger, logLevel: 'info' };
  }

  /** Resolves once the SDK has said something that matches. */
  async said(pattern: RegExp): Promise<void> {
    await new Promise<void>((resolve) => this.#waiting.push({ pattern, resolve }));
  }

  /** Resolves at the next unhandled rejection, or after half a second without one. */
  async rejection(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, 500);
      this.#onRejected = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Something was rejected, and nobody handles it. */
  rejected(): void {
    this.#onRejected?.();
  }

  /** The names and values of headers, whatever holds them, apart from those of a trace. */
  headers(headers: RequestInit['headers']): string[] {
    return [...new Headers(headers)]
      .filter(([name]) => !TRACE_HEADERS.has(name))
      .map(([name, value]) => `${name}: ${value}`);
  }
}
