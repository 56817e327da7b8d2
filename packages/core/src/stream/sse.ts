/** Receives the parsed data of the events that a {@link SseDecoder} was asked for, and the bare name of the others. */
export type SseListener = (event: { readonly type: string }) => void;

/** Events whose data says something of the call; of all others the name is enough, unless its text is asked for. */
const WITH_DATA = new Set(['message_start', 'message_delta', 'content_block_start', 'error']);

/**
 * Reads server-sent events from the bytes of a body that the application reads raw, as they pass.
 * The rules are those of the SDK's own reader: `event` and `data` fields, any line ending.
 */
export class SseDecoder {
  readonly #listener: SseListener;
  readonly #whole: boolean;
  readonly #decoder = new TextDecoder();
  #rest = '';
  #event = '';
  #data: string[] = [];

  /** `whole` asks for the data of every event. */
  constructor(listener: SseListener, whole = false) {
    this.#listener = listener;
    this.#whole = whole;
  }

  /** The next bytes of the body; anything that is no `Uint8Array` is passed over. */
  push(chunk: unknown): void {
    if (!(chunk instanceof Uint8Array)) return;
    const text = this.#rest + this.#decoder.decode(chunk, { stream: true });
    // A carriage return at the very end may be half of a line ending.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  /** The body is over: a carriage return that came last was a line ending by itself. */
  end(): void {
    if (!this.#rest.endsWith('\r')) return;
    for (const line of this.#rest.slice(0, -1).split('\r')) this.#line(line);
    this.#rest = '';
  }

  #line(line: string): void {
    if (line === '') {
      this.#dispatch();
      return;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
  }

  #dispatch(): void {
    const type = this.#event;
    const data = this.#data;
    this.#event = '';
    this.#data = [];
    // The SDK passes over an event without data, too.
    const said = data.length > 0 || type === 'error';
    if (said && type !== '' && type !== 'ping') this.#listener(parse(type, data, this.#whole));
  }
}

function parse(type: string, data: readonly string[], whole: boolean): { type: string } {
  if (type === 'content_block_delta' && !whole) return deltaOf(data.join('\n'));
  if (!WITH_DATA.has(type) && !whole) return { type };
  try {
    return { ...JSON.parse(data.join('\n')), type };
  } catch {
    return { type };
  }
}

/** The type of a delta without parsing its text: the API writes it first. */
function deltaOf(data: string): {
  type: string;
  delta: { type: string | undefined };
} {
  const type = /"delta"\s*:\s*\{\s*"type"\s*:\s*"(\w+)"/.exec(data)?.[1];
  return { type: 'content_block_delta', delta: { type } };
}
