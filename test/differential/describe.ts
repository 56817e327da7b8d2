/** What is seen of a value, as plain data that can be compared and printed. */
export type Description =
  | string
  | number
  | boolean
  | null
  | readonly Description[]
  | { readonly [name: string]: Description };

/** Not random, but no two runs have the same: each is given a name by the order of its appearance. */
const IDS = /\b(req|msg|toolu|srvtoolu|file|msgbatch)_01[0-9A-Za-z]{22}|\blog_[0-9a-f]{6}/g;
const PORT = /(127\.0\.0\.1|localhost):\d+/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const DATE = /(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT/g;
const BOUNDARY = /formdata-undici-\d+/g;
const REJECTION = /rejection id: \d+/g;
const LASTING = /\b\d+ms\b/g;

/** The headers that instrumenting may change. */
export const TRACE_HEADERS: ReadonlySet<string> = new Set(['traceparent', 'tracestate', 'baggage']);

/** Objects that are described by their class and keys alone: their insides belong to Node.js. */
const OPAQUE = new Set(['Socket', 'ReadableStream', 'AbortSignal', 'AbortController', 'Anthropic']);

/** Describes the values of one run. */
export class Describer {
  readonly #names = new Map<string, string>();

  /** `text` without what differs between any two runs. */
  text(text: string): string {
    return text
      .replace(IDS, (id) => this.#nameOf(id))
      .replace(PORT, '$1:port')
      .replace(TIME, '<time>')
      .replace(DATE, '<date>')
      .replace(BOUNDARY, 'formdata-undici-<random>')
      .replace(REJECTION, 'rejection id: <n>')
      .replace(LASTING, '<ms>');
  }

  describe(value: unknown, inside: readonly unknown[] = []): Description {
    if (typeof value === 'string') return this.text(value);
    if (value === null || typeof value === 'boolean') return value;
    if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
    if (typeof value === 'function') return `[function ${value.name}/${value.length}]`;
    if (typeof value !== 'object') return `[${typeof value}: ${String(value)}]`;
    if (inside.includes(value)) return '[above]';
    return this.#object(value, [...inside, value]);
  }

  #object(value: object, inside: readonly unknown[]): Description {
    if (Array.isArray(value)) return value.map((item) => this.describe(item, inside));
    if (value instanceof Headers) return this.#headers(value);
    if (value instanceof Error) return this.#error(value, inside);
    if (value instanceof Response) return this.#response(value);
    if (value instanceof Date) return '<date>';
    if (ArrayBuffer.isView(value)) return { class: classOf(value), bytes: this.text(utf8(value)) };
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return this.#members(value, inside);
    return {
      class: classOf(value),
      tag: Object.prototype.toString.call(value),
      promise: value instanceof Promise,
      keys: Object.keys(value),
    };
  }

  /** All own properties, with those that are not enumerable, such as `_request_id`, marked. */
  #members(value: object, inside: readonly unknown[]): Description {
    const members: Record<string, Description> = {};
    for (const name of Object.getOwnPropertyNames(value)) {
      if (TRACE_HEADERS.has(name)) continue;
      const descriptor = Object.getOwnPropertyDescriptor(value, name);
      const shown = descriptor?.enumerable ? name : `(hidden) ${name}`;
      const lasting = name === 'durationMs';
      members[shown] = lasting ? '<ms>' : this.describe(Reflect.get(value, name), inside);
    }
    return members;
  }

  #error(error: Error, inside: readonly unknown[]): Description {
    const members: Record<string, Description> = {};
    for (const name of Object.getOwnPropertyNames(error)) {
      if (name === 'stack') continue;
      const member: unknown = Reflect.get(error, name);
      members[name] = isOpaque(member) ? classOf(member) : this.describe(member, inside);
    }
    return { class: ancestry(error), keys: Object.keys(error), members };
  }

  #response(response: Response): Description {
    const { status, statusText, ok, redirected, type, bodyUsed, url, headers } = response;
    return {
      class: classOf(response),
      tag: Object.prototype.toString.call(response),
      keys: Object.keys(response),
      body: response.body && { class: classOf(response.body), keys: Object.keys(response.body) },
      ...{ status, statusText, ok, redirected, type, bodyUsed },
      url: this.text(url),
      headers: this.#headers(headers),
    };
  }

  /** A compressed body is as long as the random ids in it allow. */
  #headers(headers: Headers): Description {
    return [...headers]
      .filter(([name]) => !TRACE_HEADERS.has(name))
      .map(([name, value]) => this.text(`${name}: ${name === 'content-length' ? '<n>' : value}`));
  }

  #nameOf(id: string): string {
    const kind = id.slice(0, id.indexOf('_'));
    const name = this.#names.get(id) ?? `${kind}#${this.#names.size + 1}`;
    this.#names.set(id, name);
    return name;
  }
}

function classOf(value: object): string {
  return value.constructor?.name ?? 'none';
}

/** The classes that `instanceof` would find, the nearest first. */
function ancestry(value: object): string[] {
  const classes: string[] = [];
  let prototype = Object.getPrototypeOf(value);
  while (prototype !== null && prototype !== Object.prototype) {
    classes.push(prototype.constructor?.name ?? 'none');
    prototype = Object.getPrototypeOf(prototype);
  }
  return classes;
}

const isOpaque = (value: unknown): value is object =>
  typeof value === 'object' &&
  value !== null &&
  (OPAQUE.has(classOf(value)) || Object.hasOwn(value, 'localPort'));

const utf8 = (view: ArrayBufferView): string =>
  new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
