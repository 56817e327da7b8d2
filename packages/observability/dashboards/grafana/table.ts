import type { DataTransformerConfig } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import type { Sized } from './layout.ts';
import type { Asked } from './panels.ts';
import { asTable, type Query } from './query.ts';
import { PROMETHEUS } from './sources.ts';

/** A query of a table is a column of its own, with its unit. */
export interface Column extends Query {
  readonly unit: string;
}

/**
 * A row for what has the same labels in all queries. `labels` are the columns before the values', in this
 * order, and what stands above them.
 */
export function table({
  question,
  reading,
  width,
  height = 8,
  none = 'No data',
  columns,
  labels,
}: Omit<Asked, 'queries' | 'unit'> & {
  readonly columns: readonly Column[];
  readonly labels: Readonly<Record<string, string>>;
}): Sized {
  const queries = asTable(columns);
  const values = columns.map(({ legend, unit }, index) => {
    const { refId = '' } = queries[index]?.build() ?? {};
    // Of one query alone the value is called `Value`; of several, each has its letter behind it.
    return { field: columns.length === 1 ? 'Value' : `Value #${refId}`, legend, unit };
  });
  const names = { ...labels, ...Object.fromEntries(values.map((v) => [v.field, v.legend])) };
  const panel = new Table()
    .title(question)
    .description(reading)
    .datasource(PROMETHEUS)
    .targets(queries)
    .noValue(none)
    .transformations([merged, organized(names)]);
  for (const { legend, unit } of values) {
    panel.overrideByName(legend, [{ id: 'unit', value: unit }]);
  }
  return { panel, width, height };
}

const merged: DataTransformerConfig = { id: 'merge', options: {} };

const organized = (names: Readonly<Record<string, string>>): DataTransformerConfig => ({
  id: 'organize',
  options: {
    excludeByName: { Time: true },
    indexByName: Object.fromEntries(Object.keys(names).map((name, index) => [name, index])),
    renameByName: names,
  },
});
