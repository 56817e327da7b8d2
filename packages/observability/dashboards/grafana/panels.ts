import { PanelBuilder as BarGauge } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BigValueGraphMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DashboardLinkBuilder,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as Heatmap } from '@grafana/grafana-foundation-sdk/heatmap';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Sized } from './layout.ts';
import { asHeatmap, once, overTime, type Query } from './query.ts';
import { PROMETHEUS } from './sources.ts';

/** What any panel says. */
export interface Asked {
  /** The question that the panel answers. */
  readonly question: string;
  /** How to read the answer. */
  readonly reading: string;
  /** One of Grafana's units, or `suffix: /min`. */
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Of 24 columns. */
  readonly width: number;
  readonly height?: number | undefined;
  /** Instead of an answer where there is none: `No data` would leave open which it is. */
  readonly none?: string | undefined;
}

/** Colours by value, from the lowest on; the first one has no bound. */
export interface Coloured {
  readonly thresholds?: readonly Threshold[] | undefined;
}

export interface Linked {
  /** From each series. */
  readonly links?: readonly DashboardLinkBuilder[] | undefined;
}

const TALL = 8;
const SHORT = 5;

/** Lines over time; one on the other with `stacked`. */
export function series({
  width,
  height = TALL,
  links = [],
  stacked = false,
  max,
  ...asked
}: Asked & Linked & { readonly stacked?: boolean; readonly max?: number | undefined }): Sized {
  const panel = new TimeSeries()
    .title(asked.question)
    .description(asked.reading)
    .datasource(PROMETHEUS)
    .targets(overTime(asked.queries))
    .unit(asked.unit)
    .min(0)
    .noValue(asked.none ?? 'No data')
    .dataLinks([...links])
    .drawStyle(GraphDrawStyle.Line)
    .fillOpacity(stacked ? 40 : 5)
    .stacking(new StackingConfigBuilder().mode(stacked ? StackingMode.Normal : StackingMode.None))
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .tooltip(
      new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending),
    );
  if (max !== undefined) panel.max(max);
  return { panel, width, height };
}

/** Numbers of the present, or of the whole time range. */
export function numbers({
  width,
  height = SHORT,
  thresholds = [],
  ...asked
}: Asked & Coloured): Sized {
  const panel = new Stat()
    .title(asked.question)
    .description(asked.reading)
    .datasource(PROMETHEUS)
    .targets(once(asked.queries))
    .unit(asked.unit)
    .noValue(asked.none ?? 'No data')
    .thresholds(steps(thresholds))
    .graphMode(BigValueGraphMode.None)
    .reduceOptions(last());
  return { panel, width, height };
}

/** A bar for each series, of the present or of the whole time range. */
export function bars({
  width,
  height = TALL,
  thresholds = [],
  max,
  ...asked
}: Asked & Coloured & { readonly max?: number | undefined }): Sized {
  const panel = new BarGauge()
    .title(asked.question)
    .description(asked.reading)
    .datasource(PROMETHEUS)
    .targets(once(asked.queries))
    .unit(asked.unit)
    .min(0)
    .noValue(asked.none ?? 'No data')
    .thresholds(steps(thresholds))
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .reduceOptions(last());
  if (max !== undefined) panel.max(max);
  return { panel, width, height };
}

/** How the values of a histogram spread, over time. */
export function spread({ width, height = TALL, ...asked }: Asked): Sized {
  const panel = new Heatmap()
    .title(asked.question)
    .description(asked.reading)
    .datasource(PROMETHEUS)
    .targets(asHeatmap(asked.queries))
    .unit(asked.unit)
    .noValue(asked.none ?? 'No data')
    .calculate(false);
  return { panel, width, height };
}

const last = (): ReduceDataOptionsBuilder =>
  new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false);

const steps = (thresholds: readonly Threshold[]): ThresholdsConfigBuilder =>
  new ThresholdsConfigBuilder()
    .mode(ThresholdsMode.Absolute)
    .steps(thresholds.length === 0 ? [{ value: null, color: 'text' }] : [...thresholds]);
