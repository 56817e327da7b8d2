import { quantile } from './quantile.ts';
import { VARIANTS, type Variant } from './variants.ts';
import { WORK, type WorkName } from './work.ts';

/** What one unit of work cost each variant, in batches that ran one after another. */
export type Turn = Record<Variant, number>;

/** What one variant costs for one unit of work. Ratios only: times do not travel between machines. */
export interface Summary {
  readonly unit: string;
  readonly variant: Variant;
  /** To the bare SDK in the same turn. */
  readonly toBare: Spread;
  /** What it adds to the bare SDK, to what the SDK's own tracing adds in the same turn. */
  readonly added: Spread;
}

/** Over the turns. */
interface Spread {
  readonly median: number;
  /** Half of the turns are between the quartiles. */
  readonly quartiles: readonly [number, number];
}

/** The turns of one piece of work, as ratios. */
export function summarize(work: WorkName, turns: readonly Turn[]): readonly Summary[] {
  return (Object.keys(VARIANTS) as Variant[]).map((variant) => ({
    unit: WORK[work].unit,
    variant,
    toBare: spread(turns.map((costs) => costs[variant] / costs.bare)),
    added: spread(turns.map(({ [variant]: own, bare, native }) => (own - bare) / (native - bare))),
  }));
}

/** One line for each summary, with a heading for each unit. */
export function formatTable(summaries: readonly Summary[]): string {
  const lines: string[] = [];
  let heading = '';
  for (const { unit, variant, toBare, added } of summaries) {
    const own = `CPU per ${unit}`;
    if (own !== heading) {
      heading = own;
      lines.push('', row(heading, 'ratio to bare', "added / the SDK's own tracing adds"));
    }
    lines.push(row(VARIANTS[variant].title, format(toBare), format(added)));
  }
  return lines.slice(1).join('\n');
}

function spread(numbers: readonly number[]): Spread {
  const quartiles = [quantile(numbers, 0.25), quantile(numbers, 0.75)] as const;
  return { median: quantile(numbers, 0.5), quartiles };
}

const row = (...cells: string[]): string =>
  cells.map((cell, index) => cell.padEnd([38, 22, 0][index] ?? 0)).join('');

const format = ({ median, quartiles: [low, high] }: Spread): string =>
  `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
