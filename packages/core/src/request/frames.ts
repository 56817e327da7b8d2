/** One server-sent event: a name and data in JSON, which has no line breaks of its own (WHATWG HTML, "Server-sent events"). */
export const frame = (name: string, data: string): string => `event: ${name}\ndata: ${data}\n\n`;

/** What readers ignore, and what keeps a connection open. */
export const COMMENT = ':\n\n';

/** Makes frames of the events of one answer. */
export interface FrameMaker {
  /** The frame of an event; undefined where it has none. */
  of(event: object): string | undefined;
  /** The last frame of an answer that came whole, if it has one. */
  readonly last: string | undefined;
}

interface StreamEvent {
  readonly type?: unknown;
  readonly delta?: {
    readonly type?: unknown;
    readonly text?: unknown;
    readonly stop_reason?: unknown;
  };
}

/** Text alone, and why it ended: thinking and tool inputs are not for the application's clients. */
export class TextFrames implements FrameMaker {
  #stopReason: string | null = null;

  of(event: StreamEvent): string | undefined {
    const { type, delta } = event;
    if (typeof delta?.stop_reason === 'string') this.#stopReason = delta.stop_reason;
    if (type !== 'content_block_delta' || delta?.type !== 'text_delta' || !delta.text)
      return undefined;
    return frame('text', JSON.stringify({ text: delta.text }));
  }

  get last(): string {
    return frame('done', JSON.stringify({ stopReason: this.#stopReason }));
  }
}

/** The API's own events. */
export class AllFrames implements FrameMaker {
  readonly last: undefined;
  readonly #json: (event: object) => string;

  constructor(json: (event: object) => string) {
    this.#json = json;
  }

  of(event: StreamEvent): string | undefined {
    const { type } = event;
    if (typeof type !== 'string' || !/^\w+$/.test(type)) return undefined;
    return frame(type, this.#json(event));
  }
}
