import type { Describer, Description } from './describe.ts';
import type { Probe } from './probe.ts';

const LEVELS = ['log', 'info', 'warn', 'error', 'debug'] as const;
const ANNOUNCED = ['unhandledRejection', 'uncaughtException'] as const;

/** Comes and goes by itself: connections that are kept alive, the test runner's own. */
const OWN_WAYS = new Set([
  'TCPSocketWrap',
  'TCPServerWrap',
  'PipeWrap',
  'MessagePort',
  'Immediate',
]);

/** What became of the process while a scenario ran. */
export interface ProcessFacts {
  /** What was rejected or thrown and handled by nobody. */
  readonly unhandled: readonly Description[];
  readonly warnings: readonly Description[];
  readonly console: readonly Description[];
}

/** Watches the process, in the place of the test runner, which would take each rejection for a failure. */
export class ProcessWatch implements Disposable {
  readonly #unhandled: Description[] = [];
  readonly #warnings: Description[] = [];
  readonly #console: Description[] = [];
  readonly #restore: (() => void)[] = [];
  readonly #handles: Record<string, number>;

  constructor(describer: Describer, probe: Probe) {
    for (const event of ANNOUNCED) {
      this.#listen(event, (problem) => {
        this.#unhandled.push({ [event]: describer.describe(problem) });
        probe.rejected();
      });
    }
    this.#listen('warning', (warning) => {
      const { name, message } = warning as Error;
      this.#warnings.push(describer.text(`${name}: ${message}`));
    });
    for (const level of LEVELS) this.#silence(level, describer);
    this.#handles = handles();
  }

  facts(): ProcessFacts {
    const [unhandled, warnings] = [[...this.#unhandled], [...this.#warnings]];
    return { unhandled, warnings, console: [...this.#console] };
  }

  /** What keeps the process alive that did not before, by kind. */
  handlesLeft(): Record<string, number> {
    const now = handles();
    const more = Object.keys(now).filter((kind) => (now[kind] ?? 0) > (this.#handles[kind] ?? 0));
    return Object.fromEntries(
      more.map((kind) => [kind, (now[kind] ?? 0) - (this.#handles[kind] ?? 0)]),
    );
  }

  [Symbol.dispose](): void {
    for (const restore of this.#restore) restore();
  }

  #listen(event: string, listener: (value: unknown) => void): void {
    const others = process.rawListeners(event) as ((...args: unknown[]) => void)[];
    process.removeAllListeners(event);
    process.on(event, listener);
    this.#restore.push(() => {
      process.off(event, listener);
      for (const other of others) process.on(event, other);
    });
  }

  #silence(level: (typeof LEVELS)[number], describer: Describer): void {
    const original = console[level];
    console[level] = (...words: unknown[]) => {
      this.#console.push({ [level]: describer.describe(words) });
    };
    this.#restore.push(() => {
      console[level] = original;
    });
  }
}

function handles(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (!OWN_WAYS.has(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
