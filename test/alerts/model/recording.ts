import type { Attributes } from '@opentelemetry/api';
import { labelOf } from '../../../packages/core/reference/prometheus.ts';
import type { Metric } from '../../../packages/core/src/metrics/metric.ts';
import { collect, type Observer } from './collect.ts';
import type { Histogram } from './histogram.ts';
import type { Process } from './process.ts';
import type { Route } from './route.ts';

/** In a column: the mark by which a scrape tells that a series is gone. */
export const GONE: number = Number.NEGATIVE_INFINITY;

/** One series as Prometheus gets it. */
export interface Column {
  readonly series: string;
  /** One for each slot: NaN where there is no sample, or {@link GONE}. */
  readonly values: Float64Array;
}

export interface Grid {
  /** Seconds between two slots. */
  readonly step: number;
  readonly slots: number;
}

/** What Prometheus gets of one job. */
export class Recording {
  readonly columns = new Map<string, Column>();
  readonly #job: string;
  readonly #route: Route;
  readonly #grid: Grid;
  readonly #begin: number;
  readonly #reads: (name: string) => boolean;
  /** What each instance last had. */
  readonly #present = new Map<string, Set<Column>>();
  /** The columns of each process, found without making their names again. */
  readonly #known = new WeakMap<Process, Map<Attributes, Map<string, Column[]>>>();

  /** `reads`: by their names in Prometheus, the series that anybody reads; others are left out. */
  constructor(
    job: string,
    route: Route,
    grid: Grid,
    begin: number,
    reads: (name: string) => boolean,
  ) {
    this.#job = job;
    this.#route = route;
    this.#grid = grid;
    this.#begin = begin;
    this.#reads = reads;
  }

  /** A scrape, or a push, that finds `process` as it is. */
  sample(process: Process, now: number): void {
    const present = new Set<Column>();
    const put = (column: Column, value: number) => {
      column.values[this.#slot(now)] = value;
      present.add(column);
    };
    const observer: Observer = {
      number: (metric, value, attributes) => {
        const [column] = this.#columnsOf(process, metric, attributes);
        if (column) put(column, value);
      },
      histogram: (metric, histogram, attributes) => {
        const columns = this.#columnsOf(process, metric, attributes, histogram);
        const counts = [...histogram.cumulative()].map(([, count]) => count);
        const values = [...counts, histogram.count, histogram.sum, histogram.count];
        for (const [place, column] of columns.entries()) put(column, values[place] ?? 0);
      },
    };
    collect(process, now, observer);
    this.#leave(process.instance, present, now);
    this.#up(process.instance, 1, now);
  }

  /** A scrape that finds nobody. */
  failed(instance: string, now: number): void {
    this.#leave(instance, new Set(), now);
    this.#up(instance, 0, now);
  }

  /** The instance is scraped no more. */
  removed(instance: string, now: number): void {
    this.#leave(instance, new Set(), now);
    this.#up(instance, GONE, now);
  }

  /** Marks what was there at the last scrape and is not now. */
  #leave(instance: string, present: Set<Column>, now: number): void {
    if (!this.#route.pulled) return;
    for (const column of this.#present.get(instance) ?? []) {
      if (!present.has(column)) column.values[this.#slot(now)] = GONE;
    }
    this.#present.set(instance, present);
  }

  #up(instance: string, value: number, now: number): void {
    if (!this.#route.pulled || !this.#reads('up')) return;
    const column = this.#column('up', { job: this.#job, instance });
    column.values[this.#slot(now)] = value;
  }

  #slot(now: number): number {
    return Math.round((now - this.#begin) / this.#grid.step);
  }

  #columnsOf(
    process: Process,
    metric: Metric,
    attributes: Attributes,
    histogram?: Histogram,
  ): readonly Column[] {
    let ofProcess = this.#known.get(process);
    if (ofProcess === undefined) {
      ofProcess = new Map();
      this.#known.set(process, ofProcess);
    }
    let ofAttributes = ofProcess.get(attributes);
    if (ofAttributes === undefined) {
      ofAttributes = new Map();
      ofProcess.set(attributes, ofAttributes);
    }
    let columns = ofAttributes.get(metric.name);
    if (columns === undefined) {
      columns = this.#makeColumns(process, metric, attributes, histogram);
      ofAttributes.set(metric.name, columns);
    }
    return columns;
  }

  #makeColumns(
    { instance, release }: Process,
    metric: Metric,
    attributes: Attributes,
    histogram?: Histogram,
  ): Column[] {
    const name = this.#route.nameOf(metric);
    if (!this.#reads(name)) return [];
    const labels = {
      job: this.#job,
      instance,
      ...Object.fromEntries(
        Object.entries(attributes).map(([key, value]) => [labelOf(key), String(value)]),
      ),
      ...this.#route.labels(release),
    };
    if (histogram === undefined) return [this.#column(name, labels)];
    return [
      ...histogram.bounds.map((bound) =>
        this.#column(`${name}_bucket`, { ...labels, le: this.#route.bound(bound) }),
      ),
      this.#column(`${name}_bucket`, { ...labels, le: '+Inf' }),
      this.#column(`${name}_sum`, labels),
      this.#column(`${name}_count`, labels),
    ];
  }

  #column(name: string, labels: Readonly<Record<string, string>>): Column {
    const pairs = Object.entries(labels).filter(([, value]) => value !== '');
    const series = `${name}{${pairs.map(([key, value]) => `${key}="${value}"`).join(',')}}`;
    let column = this.columns.get(series);
    if (column === undefined) {
      column = { series, values: new Float64Array(this.#grid.slots).fill(Number.NaN) };
      this.columns.set(series, column);
    }
    return column;
  }
}
