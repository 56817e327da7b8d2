import type { Step } from '@spanthropic/testing';
import type { App } from './app.ts';

/** The request options that choose a scenario's script. */
interface Chosen {
  readonly headers: Record<string, string>;
}

/** Something that an application does, and what it gets. */
export interface Scenario {
  /** Also the id of its script. */
  readonly name: string;
  readonly steps: readonly Step[];
  /** What it returns or throws is what the application has seen. */
  run(app: App, chosen: Chosen): Promise<unknown>;
}
