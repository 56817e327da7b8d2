/** A server-sent event. */
export interface Frame {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Asks a chat server something, as its page does. */
export function ask(
  url: string,
  question: string,
  { signal, headers }: { signal?: AbortSignal; headers?: Readonly<Record<string, string>> } = {},
): Promise<Response> {
  return fetch(`${url}/chat`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ messages: [{ role: 'user', content: question }] }),
    signal: signal ?? null,
  });
}

/** The events of an answer, as they come. */
export async function* framesOf({ body }: Response): AsyncGenerator<Frame> {
  let rest = '';
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const parts = (rest + chunk).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(part) ?? [];
      if (event && data) yield { event, data: JSON.parse(data) };
    }
  }
}

/** The words of these events. */
export function textOf(frames: readonly Frame[]): string {
  return frames.map(({ data }) => data.text ?? '').join('');
}
