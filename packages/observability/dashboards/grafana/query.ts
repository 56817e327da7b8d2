import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PROMETHEUS } from './sources.ts';

/** One query of a panel. */
export interface Query {
  readonly expr: string;
  /** How its series are called; `{{label}}` stands for a label's value. */
  readonly legend: string;
  /** Asks for the traces behind it, too. */
  readonly exemplar?: boolean | undefined;
}

/** A letter for each, as Grafana names them. */
const refId = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

/** The queries as a panel over time asks them. */
export const overTime = (queries: readonly Query[]): DataqueryBuilder[] =>
  queries.map((query, index) => base(query, index).range());

/** The queries as a panel of the present asks them: once, for the end of the time range. */
export const once = (queries: readonly Query[]): DataqueryBuilder[] =>
  queries.map((query, index) => base(query, index).instant());

/** As {@link once}, a row for each series. */
export const asTable = (queries: readonly Query[]): DataqueryBuilder[] =>
  once(queries).map((query) => query.format(PromQueryFormat.Table));

/** Buckets of a histogram over time. */
export const asHeatmap = (queries: readonly Query[]): DataqueryBuilder[] =>
  overTime(queries).map((query) => query.format(PromQueryFormat.Heatmap));

function base({ expr, legend, exemplar = false }: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .datasource(PROMETHEUS)
    .expr(expr)
    .legendFormat(legend)
    .exemplar(exemplar)
    .refId(refId(index));
}
