import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../dashboards/json/', import.meta.url);

/** A dashboard as it is committed, as far as the checks read it. */
export interface Board {
  readonly uid: string;
  readonly title: string;
  readonly panels: readonly Panel[];
  readonly links: readonly Link[];
  readonly templating: { readonly list: readonly Variable[] };
  readonly annotations: { readonly list: readonly Annotation[] };
}

export interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string | undefined;
  readonly gridPos: Place;
  readonly datasource?: { readonly uid: string } | undefined;
  readonly targets?: readonly Target[] | undefined;
  readonly fieldConfig?: { readonly defaults: { readonly links?: readonly Link[] | undefined } };
}

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

interface Target {
  readonly refId: string;
  readonly expr: string;
  readonly legendFormat: string;
  readonly exemplar: boolean;
  readonly datasource: { readonly uid: string };
}

export interface Link {
  readonly title: string;
  readonly url?: string | undefined;
}

interface Variable {
  readonly name: string;
  readonly type: string;
  /** Of a variable that asks Prometheus: `label_values(series, label)`. */
  readonly definition?: string | undefined;
  readonly query: unknown;
}

interface Annotation {
  readonly name: string;
  readonly expr: string;
}

/** The text of a committed dashboard. */
export const committed = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');

/** Every committed dashboard, by its file's name. */
export const BOARDS: ReadonlyMap<string, Board> = new Map(
  readdirSync(FOLDER).map((file) => {
    const board: Board = JSON.parse(committed(file));
    return [file, board];
  }),
);

/** One thing that a dashboard asks Prometheus. */
export interface Asked {
  /** `claude-calls: Are users served? A`; of an annotation its name, and of a variable `$name`. */
  readonly where: string;
  readonly expr: string;
}

/** All that a dashboard asks: its panels, its annotations, and its variables. */
export function askedBy({ uid, panels, annotations, templating }: Board): Asked[] {
  const ofPanels = panels.flatMap(({ title, targets = [] }) =>
    targets.map(({ refId, expr }) => ({ where: `${uid}: ${title} ${refId}`, expr })),
  );
  const ofAnnotations = annotations.list.map(({ name, expr }) => ({
    where: `${uid}: ${name}`,
    expr,
  }));
  const ofVariables = templating.list.flatMap(({ name, definition = '' }) => {
    const [, series, label] = /^label_values\((.+), (\w+)\)$/.exec(definition) ?? [];
    return series ? [{ where: `${uid}: $${name}`, expr: `group by (${label}) (${series})` }] : [];
  });
  return [...ofPanels, ...ofAnnotations, ...ofVariables];
}

/** What stands for Grafana's own variables, and for those of the dashboards: by default, all there is. */
export interface Chosen {
  /** `$__rate_interval`. */
  readonly rate?: string | undefined;
  /** `$__range`. */
  readonly range?: string | undefined;
  readonly job?: string | undefined;
  readonly model?: string | undefined;
  readonly route?: string | undefined;
}

/** An expression as Prometheus gets it. One more variable than are known stays, and does not parse. */
export function asSent(expr: string, chosen: Chosen = {}): string {
  const { rate = '5m', range = '1h', job = '.*', model = '.*', route = '.*' } = chosen;
  const values: Readonly<Record<string, string>> = {
    __rate_interval: rate,
    __range: range,
    job,
    model,
    route,
  };
  return expr.replaceAll(/\$(\w+)/g, (variable, name: string) => values[name] ?? variable);
}
