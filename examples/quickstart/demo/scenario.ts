import type Anthropic from '@anthropic-ai/sdk';
import type { ScriptedCall, Step } from '@spanthropic/testing';
import type { InstrumentOptions } from 'spanthropic';

/** Something that the application does with a client. */
export interface Scene {
  /** Its line in the closing table. */
  readonly title: string;
  /** What happens, in one line. */
  readonly story: string;
  /** The name of the error that the application gets. Default: none. */
  readonly error?: string;
  run(client: Anthropic): Promise<unknown>;
}

/** A scene for which the fake API has a script. */
export interface Scenario extends Scene {
  /** Names the script. */
  readonly id: string;
  /** What each attempt gets. */
  readonly steps: readonly Step[];
  /** Scripts of calls beside it, by what each has in its header `x-fake-call`. Default: none. */
  readonly others?: Readonly<Record<string, readonly Step[]>>;
  /** Options of `instrument()`. Default: none. */
  readonly options?: InstrumentOptions;
}

/** All scripts of a scenario. */
export function scriptsOf({ id, steps, others = {} }: Scenario): ScriptedCall[] {
  return [{ id, steps }, ...Object.entries(others).map(([id, steps]) => ({ id, steps }))];
}
