import type { Cost } from './measure.ts';
import { median } from './median.ts';
import { VARIANTS, type Variant } from './variants.ts';
import { WORK, type WorkName } from './work.ts';

/** What one variant costs for one unit of work, over all rounds. Ratios only: times do not travel between machines. */
export interface Summary {
  readonly unit: string;
  readonly collected: boolean;
  readonly variant: Variant;
  /** To the bare SDK in the same round. */
  readonly toBare: Spread;
  /** What it adds to the bare SDK, to what the SDK's own tracing adds in the same round. */
  readonly added: Spread;
}

/** Over the rounds. */
interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** The rounds of one piece of work, as ratios. */
export function summarize(
  work: WorkName,
  rounds: readonly Record<Variant, Cost>[],
): readonly Summary[] {
  const kinds: (keyof Cost)[] = ['plain', 'collected'];
  return kinds.flatMap((kind) =>
    (Object.keys(VARIANTS) as Variant[]).map((variant) => ({
      unit: WORK[work].unit,
      collected: kind === 'collected',
      variant,
      toBare: spread(rounds.map((costs) => costs[variant][kind] / costs.bare[kind])),
      added: spread(
        rounds.map(
          ({ [variant]: own, bare, native }) =>
            (own[kind] - bare[kind]) / (native[kind] - bare[kind]),
        ),
      ),
    })),
  );
}

/** One line for each summary, with a heading for each kind of measurement. */
export function formatTable(summaries: readonly Summary[]): string {
  const lines: string[] = [];
  let heading = '';
  for (const summary of summaries) {
    const own = `CPU per ${summary.unit}${summary.collected ? ', heap collected before each batch' : ''}`;
    if (own !== heading) {
      heading = own;
      lines.push('', heading, row('', 'ratio to bare', "added / the SDK's own tracing adds"));
    }
    lines.push(row(VARIANTS[summary.variant], format(summary.toBare), format(summary.added)));
  }
  return lines.slice(1).join('\n');
}

function spread(numbers: readonly number[]): Spread {
  return { median: median(numbers), least: Math.min(...numbers), most: Math.max(...numbers) };
}

const row = (...cells: string[]): string =>
  cells.map((cell, index) => cell.padEnd([38, 22, 0][index] ?? 0)).join('');

const format = ({ median: middle, least, most }: Spread): string =>
  `${middle.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
