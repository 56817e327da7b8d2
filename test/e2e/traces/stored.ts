import type { Jaeger } from 'backends/jaeger';
import { vi } from 'vitest';
import { type ArrivedSpan, type ExportRequest, spansOf } from '../../export/otlp-json.ts';

interface Result {
  readonly result: ExportRequest;
}

/** The spans of a trace as Jaeger has them, in the order of their starts, once all of `count` are there. */
export async function storedTrace(
  { url }: Jaeger,
  id: string,
  count: number,
): Promise<readonly ArrivedSpan[]> {
  return await vi.waitFor(
    async () => {
      const response = await fetch(`${url}/api/v3/traces/${id}`);
      if (response.status !== 200) throw new Error(`Jaeger answers ${response.status} for ${id}`);
      const { result } = (await response.json()) as Result;
      const spans = spansOf(result).sort((a, b) => Number(a.start - b.start));
      if (spans.length < count) throw new Error(`of ${id}, ${spans.length} spans are there`);
      return spans;
    },
    { timeout: 30_000, interval: 50 },
  );
}

/** The answer of the stable search API for a service, in the last hour unless `range` says otherwise. */
export async function search(
  { url }: Jaeger,
  service: string,
  range: Readonly<Record<string, string>> = lastHour(),
): Promise<Response> {
  // Jaeger 2.13 has these names with underscores, newer ones in camel case; each knows its own and no other.
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({
    service_name: service,
    num_traces: '5000',
    ...range,
  })) {
    query.set(`query.${name}`, value);
    query.set(`query.${camelCase(name === 'num_traces' ? 'search_depth' : name)}`, value);
  }
  return await fetch(`${url}/api/v3/traces?${query}`);
}

function lastHour(): Readonly<Record<string, string>> {
  const hour = 3_600_000;
  return {
    start_time_min: new Date(Date.now() - hour).toISOString(),
    start_time_max: new Date(Date.now() + hour).toISOString(),
  };
}

function camelCase(name: string): string {
  return name.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** All spans of a service. */
export async function storedSpans(
  jaeger: Jaeger,
  service: string,
): Promise<readonly ArrivedSpan[]> {
  const response = await search(jaeger, service);
  if (response.status === 404) return [];
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  return spansOf(((await response.json()) as Result).result);
}

/** The ids of traces with a span that has all these attributes: the search of Jaeger's own page, up to 2.20. */
export async function tracesWith(
  { url }: Jaeger,
  service: string,
  attributes: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const query = new URLSearchParams({ service, limit: '1000', tags: JSON.stringify(attributes) });
  const response = await fetch(`${url}/api/traces?${query}`);
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  const { data } = (await response.json()) as { data: { traceID: string }[] };
  return data.map(({ traceID }) => traceID).sort();
}
