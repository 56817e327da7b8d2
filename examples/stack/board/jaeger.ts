import { getJson } from './get-json.ts';
import { readTraces, type Trace } from './span.ts';

/** Attributes that one span of a trace has. */
export type Tags = Readonly<Record<string, string>>;

const QUARTER_HOUR = 15 * 60_000;

/** Jaeger's query API. Search by attributes is the one of Jaeger's own page, up to 2.20. */
export class Jaeger {
  readonly #url: string;
  readonly #service: string;

  constructor(url: string, service: string) {
    this.#url = url;
    this.#service = service;
  }

  /** Traces of the last quarter of an hour, the newest first. */
  async search(tags: Tags, limit: number): Promise<Trace[]> {
    const now = Date.now();
    const query = new URLSearchParams({
      service: this.#service,
      tags: JSON.stringify(tags),
      limit: String(limit),
      start: String((now - QUARTER_HOUR) * 1000),
      end: String((now + QUARTER_HOUR) * 1000),
    });
    const traces = readTraces(await getJson(`${this.#url}/api/traces?${query}`));
    return traces.sort((a, b) => b.start - a.start);
  }

  /** Undefined where there is none with this id. */
  async trace(id: string): Promise<Trace | undefined> {
    const url = `${this.#url}/api/traces/${encodeURIComponent(id)}`;
    const [trace] = await getJson(url).then(readTraces, (error: Error) => {
      if (/ answered 404/.test(error.message)) return [];
      throw error;
    });
    return trace;
  }
}
