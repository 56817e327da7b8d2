// There is no Grafana here to start, so the files are held to the shape that it documents.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { put } from '../dashboards/grafana/put.ts';
import { readQuery } from './support/promql.ts';
import { LABELS_OF_SERIES, VALUES_OF_LABELS } from './support/telemetry-names.ts';

interface Sources {
  readonly apiVersion: number;
  readonly datasources: readonly Source[];
}

interface Source {
  readonly uid: string;
  readonly type: string;
  readonly jsonData: {
    readonly exemplarTraceIdDestinations?: readonly {
      readonly name: string;
      readonly url?: string;
      readonly datasourceUid?: string;
    }[];
    readonly tracesToMetrics?: {
      readonly datasourceUid: string;
      readonly tags: readonly { readonly key: string; readonly value: string }[];
      readonly queries: readonly { readonly name: string; readonly query: string }[];
    };
  };
}

const FOLDER = new URL('../stack/grafana/provisioning/', import.meta.url);
const textOf = (file: string): string => readFileSync(new URL(file, FOLDER), 'utf8');

/** As Grafana reads it: `$$` is a dollar, and a single one a variable of its environment. */
const expanded = (text: string): string =>
  text.replaceAll(/\$\$|\$\{?\w+\}?/g, (found) => (found === '$$' ? '$' : ''));

const sources: Sources = parse(expanded(textOf('datasources/claude.yaml')));
const source = (type: string): Source | undefined =>
  sources.datasources.find((each) => each.type === type);

describe("Grafana's data sources", () => {
  it('are a Prometheus and a Jaeger, each with a uid by which the other knows it', () => {
    expect(sources.apiVersion).toBe(1);
    expect(sources.datasources).toMatchObject([
      { type: 'prometheus', uid: 'prometheus', url: 'http://prometheus:9090', isDefault: true },
      { type: 'jaeger', uid: 'jaeger', url: 'http://jaeger:16686' },
    ]);
  });

  it("lead from an exemplar to its trace, on Jaeger's own page and in Grafana", () => {
    expect(source('prometheus')?.jsonData.exemplarTraceIdDestinations).toMatchObject([
      { name: 'trace_id', url: `http://localhost:16686/trace/${put('__value.raw')}` },
      { name: 'trace_id', datasourceUid: source('jaeger')?.uid },
    ]);
  });

  it('lead from a span to metrics that exist', () => {
    const {
      tags = [],
      queries = [],
      datasourceUid,
    } = source('jaeger')?.jsonData.tracesToMetrics ?? {};
    expect(datasourceUid).toBe(source('prometheus')?.uid);
    expect(queries).not.toEqual([]);
    const matchers = tags.map(({ value }) => `${value}="x"`).join(', ');
    for (const { query } of queries) {
      expect(query).toContain('{$__tags}');
      const asked = query.replace('$__tags', matchers);
      const vocabulary = { series: LABELS_OF_SERIES, values: VALUES_OF_LABELS };
      expect(readQuery(asked, vocabulary).problems).toEqual([]);
    }
  });

  it('lose what has a single dollar', () => {
    expect(expanded(`trace/$${put('id')}`)).toBe(`trace/${put('id')}`);
    expect(expanded(`trace/${put('id')}`)).toBe('trace/');
  });
});

it("Grafana's provider puts the dashboards into a folder, where only the files change them", () => {
  const text = textOf('dashboards/claude.yaml');
  expect(expanded(text)).toBe(text);
  expect(parse(text)).toMatchObject({
    apiVersion: 1,
    providers: [{ type: 'file', folder: 'Claude', folderUid: 'claude', allowUiUpdates: false }],
  });
});
