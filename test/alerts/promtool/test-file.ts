import type { Column, Grid } from '../model/recording.ts';
import { valuesOf } from './values.ts';

/** How many evaluations one question is about: as many bits as a double holds exactly. */
export const BITS = 48;

/** Jobs that are tested together: most of an evaluation's time goes by the number of rules, not of series. */
export interface Fleet {
  readonly grid: Grid;
  /** Seconds between two evaluations. */
  readonly evaluate: number;
  readonly columns: Iterable<Column>;
}

/** A file of rules, and its groups in the order in which they are evaluated. */
export interface RuleFile {
  readonly file: string;
  readonly groups: readonly string[];
}

/**
 * A file for `promtool test rules`. It expects of every span of 48 evaluations that no alert fires, so one
 * in which none does passes; where some do, promtool's answer says which, and, bit by bit, when.
 */
export function testFile(fleet: Fleet, { file, groups }: RuleFile): string {
  const { grid, evaluate } = fleet;
  const lines = [
    `rule_files: ${JSON.stringify([file])}`,
    // Without it the order is another each time: what one group reads of another would be older, or not.
    `group_eval_order: ${JSON.stringify(groups)}`,
    `evaluation_interval: ${evaluate}s`,
    'tests:',
    `- interval: ${grid.step}s`,
    '  input_series:',
  ];
  const anchors = new Map<string, string>();
  for (const { series, values } of fleet.columns) {
    const text = valuesOf(values);
    if (text === '') continue;
    lines.push(`  - series: '${series}'`);
    const anchor = anchors.get(text);
    if (anchor === undefined) {
      // What is the same for many series, such as zeros, is read once.
      const name = `v${anchors.size}`;
      anchors.set(text, name);
      lines.push(`    values: &${name} '${text}'`);
    } else {
      lines.push(`    values: *${anchor}`);
    }
  }
  lines.push('  promql_expr_test:');
  const span = BITS * evaluate;
  const end = grid.step * grid.slots;
  for (let begin = 0; begin < end; begin += span) {
    const expr = `sum_over_time((ALERTS{alertstate="firing"} * 2 ^ ((time() - ${begin}) / ${evaluate}))[${span - evaluate + 1}s:${evaluate}s])`;
    lines.push(`  - { eval_time: ${begin + span - evaluate}s, expr: '${expr}', exp_samples: [] }`);
  }
  return `${lines.join('\n')}\n`;
}
