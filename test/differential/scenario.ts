import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk';
import type { FakeClaude, Script, Step } from '@spanthropic/testing';
import type { Probe } from './probe.ts';

/** One kind of use of the SDK, and what the fake API answers to it. */
export interface Scenario {
  /** What the application does: the first words of the test's title. */
  readonly does: string;
  /** The steps of the one call, or a script of several. Default: every route's proper answer. */
  readonly script?: readonly Step[] | Script;
  /** Options of the client, besides key and URL. */
  readonly client?: (probe: Probe) => ClientOptions;
  /** Makes the client, before anybody instruments it. Default: `new Anthropic(options)`. */
  readonly make?: (options: ClientOptions, probe: Probe) => Anthropic;
  /** Instrument a copy: `copy: true`. Default: in place. */
  readonly copy?: boolean;
  /** Played by the main variants alone: it is slow, or much like another. */
  readonly main?: boolean;
  /** Depends on a deadline, so that a difference has to show six times in a row. */
  readonly timed?: boolean;
  readonly run: Run;
}

/** What the application does. What it returns or throws is compared, as is all that it tells the probe. */
export type Run = (client: Anthropic, fake: FakeClaude, probe: Probe) => unknown;

/** A scenario whose client needs no more than options. */
export function scenario(
  does: string,
  script: Scenario['script'],
  run: Run,
  more: Omit<Scenario, 'does' | 'script' | 'run'> = {},
): Scenario {
  return { does, run, ...(script === undefined ? {} : { script }), ...more };
}

/** The same scenarios, for the main variants alone. */
export function mainly(...scenarios: readonly Scenario[]): Scenario[] {
  return scenarios.map((one) => ({ ...one, main: true }));
}

/** What most scenarios ask. */
export const question = {
  model: 'claude-opus-5-5',
  max_tokens: 1024,
  messages: [{ role: 'user' as const, content: 'Why is the sky blue?' }],
};

/** The same, streamed. */
export const streamed = { ...question, stream: true as const };

/** A client whose default backoff is 8 ms, set by hand before anybody instruments it. */
export function impatient(options: ClientOptions): Anthropic {
  const client = new Anthropic(options);
  Object.defineProperty(client, 'calculateDefaultRetryTimeoutMillis', {
    value: () => 8,
    writable: true,
    configurable: true,
  });
  return client;
}
