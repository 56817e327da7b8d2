import type { CallInFlight } from './call-in-flight.ts';
import { drawCalls } from './draw.ts';

/** What is going on at one moment. Prints as a table, with `console.log()` and as a string. */
export class Inspection {
  /** The calls in flight, the oldest first. */
  readonly calls: readonly CallInFlight[];
  /** Spans of ours that were started and have not ended: some for each call in flight, and 0 without any. */
  readonly openSpans: number;
  /** Failures of telemetry itself in this process, by component; only those that happened. */
  readonly telemetryErrors: Readonly<Record<string, number>>;
  /** Calls whose attributes were folded into `_OTHER`, by what was too many; only those that happened. */
  readonly overflow: Readonly<Record<string, number>>;

  constructor(
    calls: readonly CallInFlight[],
    openSpans: number,
    telemetryErrors: ReadonlyMap<string, number>,
    overflow: ReadonlyMap<string, number>,
  ) {
    this.calls = calls;
    this.openSpans = openSpans;
    this.telemetryErrors = happened(telemetryErrors);
    this.overflow = happened(overflow);
  }

  /** A table for a person. */
  toString(): string {
    return [
      drawCalls(this.calls),
      ...listed('failures of telemetry', this.telemetryErrors),
      ...listed('folded into _OTHER', this.overflow),
    ].join('\n');
  }

  static {
    // Node.js's `console.log()` and `util.inspect()` ask for it. A method of this name has no place in declarations.
    const custom = Symbol.for('nodejs.util.inspect.custom');
    const value = Inspection.prototype.toString;
    Object.defineProperty(Inspection.prototype, custom, {
      value,
      configurable: true,
      writable: true,
    });
  }
}

const happened = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].filter(([, count]) => count > 0));

function listed(what: string, counts: Readonly<Record<string, number>>): string[] {
  const parts = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
  return parts.length === 0 ? [] : [`${what}: ${parts.join(', ')}`];
}
