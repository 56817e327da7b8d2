import { readFileSync } from 'node:fs';
import { type AttributeValue, SpanKind } from '@opentelemetry/api';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Attribute, constantOf, nameOf } from '../reference/attribute.ts';
import { ATTRIBUTES } from '../reference/attributes.ts';
import { EVENTS, EVERY_EVENT, PARTS } from '../reference/events.ts';
import type { Interface } from '../reference/interfaces.ts';
import {
  ALL_METRICS,
  attributesOfMetric,
  DEFAULT_METRICS,
  LATEST_METRICS,
  OWN_METRICS,
} from '../reference/metrics.ts';
import { PAGE, telemetryPage } from '../reference/page.ts';
import { labelOf, prometheusNames } from '../reference/prometheus.ts';
import {
  ATTEMPT,
  BACKOFF,
  CALL,
  CONTENT,
  OWN_CALL,
  type Placements,
  SERVER,
  SPAN_EVENTS,
} from '../reference/spans.ts';
import { VOCABULARIES } from '../reference/vocabularies.ts';
import type { InstrumentOptions } from '../src/index.ts';
import * as semconv from '../src/semconv.ts';
import { type Emitted, emitted, metricsOfCalls } from './support/emitted.ts';
import { ADDED } from './support/sightings.ts';

let out: Emitted;
beforeAll(async () => {
  out = await emitted();
}, 60_000);

const namesOf = (placements: Placements): string[] =>
  Object.keys(placements).map((constant) => nameOf(constant as keyof typeof ATTRIBUTES));
const sorted = (names: Iterable<string>): string[] => [...names].sort();

/** Where attributes stand, by what the sightings call it. */
const PLACES: [place: string, attributes: string[]][] = [
  ['own call', namesOf({ ...CALL, ...OWN_CALL, ...CONTENT })],
  ['adopted call', namesOf({ ...CALL, ...CONTENT })],
  ['SERVER', namesOf(SERVER)],
  ...[ATTEMPT, BACKOFF, ...SPAN_EVENTS].map(({ name, attributes }): [string, string[]] => [
    name,
    namesOf(attributes),
  ]),
  ...ALL_METRICS.map((metric): [string, string[]] => [
    metric.name,
    namesOf(attributesOfMetric(metric)),
  ]),
];

/** Whether the values that were seen are all of that type. What is a fraction only by chance was one at least once. */
function expectType(type: Attribute['type'], values: readonly AttributeValue[]): void {
  const types = new Set(values.map((value) => (Array.isArray(value) ? 'array' : typeof value)));
  const expected = {
    string: 'string',
    boolean: 'boolean',
    'string[]': 'array',
    int: 'number',
    double: 'number',
  };
  expect([...types]).toEqual([expected[type]]);
  if (type === 'int') expect(values.filter((value) => !Number.isInteger(value))).toEqual([]);
  if (type === 'double') expect(values.some((value) => !Number.isInteger(value))).toBe(true);
  if (type === 'string[]')
    expect(values.flat().every((item) => typeof item === 'string')).toBe(true);
}

describe('TELEMETRY.md', () => {
  it('is what `pnpm reference` writes', () => {
    expect(readFileSync(PAGE, 'utf8'), 'run `pnpm reference`').toBe(telemetryPage());
  });

  it('has a place for every name', () => {
    const placed = new Set(PLACES.flatMap(([, attributes]) => attributes));
    expect(sorted(placed)).toEqual(
      sorted(
        Object.keys(ATTRIBUTES).map((constant) => nameOf(constant as keyof typeof ATTRIBUTES)),
      ),
    );
    const others = Object.entries(semconv).filter(([constant]) => !constant.startsWith('ATTR_'));
    const listed = [ATTEMPT, BACKOFF, ...SPAN_EVENTS].map(({ name }) => name);
    expect(sorted(others.map(([, name]) => name))).toEqual(sorted(listed));
  });
});

describe('what calls emit', () => {
  it('is in spans, events and metrics that the reference lists, in every one of them', () => {
    expect(sorted(out.seen.places)).toEqual(sorted(PLACES.map(([place]) => place)));
  });

  it.each(PLACES)(
    'has exactly the listed attributes, with their types: %s',
    (place, attributes) => {
      const at = out.seen.at(place);
      expect(sorted(at.keys())).toEqual(sorted(attributes));
      for (const [name, values] of at) expectType(ATTRIBUTES[constantOf(name)].type, values);
    },
  );

  it.each(ALL_METRICS)(
    'is measured as listed: $name',
    ({ name, kind, unit, description, buckets }) => {
      expect(out.seen.metrics.get(name)).toEqual({ kind, unit, description, buckets });
    },
  );

  it.each(VOCABULARIES)('has every listed value: $title', (vocabulary) => {
    const attributes = Object.entries(ATTRIBUTES).filter(([, { values }]) => values === vocabulary);
    const names = attributes.map(([constant]) => nameOf(constant as keyof typeof ATTRIBUTES));
    const values = sorted(names.flatMap((name) => [...out.seen.valuesOf(name)].map(String)));
    const listed = sorted(Object.keys(vocabulary.values));
    if (vocabulary.besides === undefined) expect(sorted(new Set(values))).toEqual(listed);
    else expect(values).toEqual(expect.arrayContaining(listed));
  });

  it('has of the SDK itself what only our own call span gets from us', () => {
    expect(sorted(out.sdkWrites)).toEqual(expect.arrayContaining(namesOf(OWN_CALL)));
  });

  it('has spans of the listed names and kinds', () => {
    for (const { name, kind, instrumentationScope } of out.spans) {
      if (instrumentationScope.name !== 'spanthropic') continue;
      if (kind === SpanKind.CLIENT) expect(name).toMatch(/^(chat claude-|anthropic\.[a-z_.]+$)/);
      else
        expect([name, kind]).toEqual([
          expect.stringMatching(/^claude\.(attempt|backoff)$/),
          SpanKind.INTERNAL,
        ]);
    }
  });
});

describe('what onEvent is given', () => {
  it('is of the listed types, and of every one', () => {
    const types = new Set(out.events.map(({ type }) => type));
    expect(sorted(types)).toEqual(sorted(EVENTS.map(({ type }) => type)));
  });

  it.each(EVENTS)('has exactly the listed fields: $type', ({ type, interface: listed }) => {
    const given = out.events.filter((event) => event.type === type);
    expectFields(given, listed, ['type', ...Object.keys(EVERY_EVENT)]);
  });

  it('has a meaning for every field', () => {
    const all = [...EVENTS.map((event) => event.interface), ...PARTS];
    const silent = all.flatMap(({ name, doc, fields }) => [
      ...(doc === '' ? [name] : []),
      ...fields.filter((field) => field.doc === '').map((field) => `${name}.${field.name}`),
    ]);
    expect(silent).toEqual([]);
  });

  it.each(PARTS)('has exactly the listed fields: $name', (listed) => {
    const values = out.events.flatMap((event) => {
      const response = event.type === 'call.end' ? event.response : undefined;
      const parts: Record<string, object | undefined> = {
        RequestSettings: event.type === 'call.start' ? event.request : undefined,
        StreamSummary: event.type === 'attempt.end' ? event.stream : undefined,
        ResponseFacts: response,
        Usage: response?.usage,
      };
      return parts[listed.name] ?? [];
    });
    expectFields(values, listed, []);
  });
});

function expectFields(
  given: readonly object[],
  { fields }: Interface,
  besides: readonly string[],
): void {
  const found = new Map<string, Set<string>>();
  for (const [name, value] of given.flatMap((event) => Object.entries(event))) {
    if (value === undefined) continue;
    found.set(name, (found.get(name) ?? new Set()).add(typeof value));
  }
  expect(sorted(found.keys())).toEqual(sorted([...besides, ...fields.map(({ name }) => name)]));
  for (const { name, type, optional } of fields) {
    if (['string', 'number', 'boolean'].includes(type))
      expect([...(found.get(name) ?? [])]).toEqual([type]);
    const lacking = given.filter((event) => Reflect.get(event, name) === undefined);
    if (!optional) expect(lacking).toEqual([]);
  }
}

describe('what Prometheus scrapes', () => {
  const types = {
    counter: 'counter',
    'up-down counter': 'gauge',
    gauge: 'gauge',
    histogram: 'histogram',
  };

  it('has the listed names', () => {
    const found = [...out.scraped.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(
      ([, name, type]) => `${name} ${type}`,
    );
    const listed = ALL_METRICS.map(
      (metric) => `${prometheusNames(metric).scraped} ${types[metric.kind]}`,
    );
    expect(sorted(found)).toEqual(sorted(listed));
  });

  it.each(ALL_METRICS)('is the same by OTLP, but for seconds: $name', (metric) => {
    const { scraped, escaped } = prometheusNames(metric);
    expect(escaped).toBe(metric.unit === 's' ? `${scraped}_seconds` : scraped);
    if (metric.unit === 's') expect(metric.kind).toBe('histogram');
  });

  it.each(ALL_METRICS)('has the listed labels: $name', (metric) => {
    const { scraped: name } = prometheusNames(metric);
    const series = [...out.scraped.matchAll(/^(\w+)\{(.*)\} /gm)].filter(([, of]) =>
      [name, `${name}_bucket`].includes(of ?? ''),
    );
    const labels = series.flatMap(([, , all = '']) =>
      [...all.matchAll(/(\w+)="/g)].map(([, label]) => label ?? ''),
    );
    const added = Object.keys(ADDED).map(labelOf);
    const found = sorted(new Set(labels)).filter(
      (label) => label !== 'le' && !added.includes(label),
    );
    expect(found).toEqual(sorted(namesOf(attributesOfMetric(metric)).map(labelOf)));
  });
});

describe('the metrics of the GenAI conventions', () => {
  type Profile = Pick<InstrumentOptions, 'semconv' | 'perChunk'>;
  const profiles: [Profile, readonly { name: string; when?: string }[]][] = [
    [{}, DEFAULT_METRICS.filter(({ when }) => when !== 'perChunk')],
    [{ semconv: 'default', perChunk: true }, DEFAULT_METRICS],
    [{ semconv: 'latest' }, LATEST_METRICS.filter(({ when }) => when !== 'perChunk')],
    [{ semconv: 'latest', perChunk: true }, LATEST_METRICS],
  ];

  it.each(profiles)('have the names that are asked for: %o', async (options, listed) => {
    const names = (await metricsOfCalls(options)).filter((name) => name.startsWith('gen_ai.'));
    expect(sorted(names)).toEqual(sorted(listed.map(({ name }) => name)));
  });

  it('leave our own as they are', async () => {
    const own = (await metricsOfCalls({ semconv: 'latest' })).filter(
      (name) => !name.startsWith('gen_ai.'),
    );
    const listed = OWN_METRICS.map(({ name }) => name);
    expect(listed).toEqual(expect.arrayContaining(own));
  });
});
