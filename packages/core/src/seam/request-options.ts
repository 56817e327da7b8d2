import type { CallDescription } from '../call/description.ts';
import type { RequestSettings } from '../events.ts';
import { type ClaudeClient, providerName } from './client.ts';
import { methodOf } from './method.ts';
import { destinationOf } from './server.ts';

type Json = Record<string, unknown>;
const part = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {};
const word = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
const number = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

/**
 * What a call is, by the options of `request()`: the wire is no source, as platforms rewrite it. What
 * not every call has to know is read when it is asked for. The body's text is never touched. Without
 * options (the SDK failed while it made them) the method is `request`.
 */
export class RequestDescription implements CallDescription {
  readonly method: string;
  readonly model: string | undefined;
  readonly stream: boolean;
  readonly clientName: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly disconnect: AbortSignal | undefined;
  readonly #client: ClaudeClient;
  readonly #options: unknown;
  readonly #body: Json;
  #sent: readonly object[] | undefined;

  /** `disconnect` is a part of the signal of `options`. */
  constructor(
    client: ClaudeClient,
    options: unknown,
    clientName: string | undefined,
    disconnect: AbortSignal | undefined,
  ) {
    const { method, path, body, signal } = part(options);
    this.#client = client;
    this.#options = options;
    this.#body = part(body);
    this.method = methodOf(word(method)?.toLowerCase() ?? 'request', word(path) ?? '');
    this.model = word(this.#body.model);
    this.stream = isStreamed(options);
    this.clientName = clientName;
    this.disconnect = disconnect;
    this.signal = isSignal(signal) ? signal : undefined;
  }

  get provider(): string {
    return providerName(this.#client);
  }

  get serverAddress(): string | undefined {
    return destinationOf(this.#client.baseURL).serverAddress;
  }

  get serverPort(): number | undefined {
    return destinationOf(this.#client.baseURL).serverPort;
  }

  get request(): RequestSettings {
    return readSettings(this.#body);
  }

  get sent(): readonly object[] {
    this.#sent ??= sentObjects(this.#body);
    return this.#sent;
  }

  get readAhead(): boolean {
    return isReadAhead(this.#options);
  }
}

/** Whether the answer is read as a stream of events. */
export function isStreamed(options: unknown): boolean {
  const { stream, __binaryResponse } = part(options);
  return stream === true && __binaryResponse !== true;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
/** The parameters and the messages: helpers send the application's messages in parameters of their own. */
function sentObjects(body: Json): readonly object[] {
  const { messages } = body;
  return isObject(messages) ? [body, messages] : [body];
}

const isSignal = (value: unknown): value is AbortSignal => typeof part(value).aborted === 'boolean';

function readSettings(body: Json): RequestSettings {
  const thinking = part(body.thinking);
  const output = part(body.output_config);
  return {
    maxTokens: number(body.max_tokens),
    temperature: number(body.temperature),
    topP: number(body.top_p),
    topK: number(body.top_k),
    thinkingType: word(thinking.type),
    thinkingBudget: number(thinking.budget_tokens),
    effort: word(output.effort),
    serviceTier: word(body.service_tier),
    outputType: part(output.format).type === 'json_schema' ? 'json' : undefined,
  };
}

/** Whether an SDK helper reads the stream: `messages.stream()` marks its requests, in a plain object, a `Headers`, or the SDK's own mixture of them. */
export function isReadAhead(options: unknown): boolean {
  if (!isStreamed(options)) return false;
  const { headers } = part(options);
  const { values } = part(headers);
  const list = values instanceof Headers ? values : headers;
  if (list instanceof Headers) return list.has('x-stainless-helper-method');
  return Object.keys(part(list)).some((name) => name.toLowerCase() === 'x-stainless-helper-method');
}

/** The SDK's own call span, when it made one for this call (since 0.134). */
export function nativeSpanOf(options: unknown): unknown {
  return part(part(options).__span).span;
}
