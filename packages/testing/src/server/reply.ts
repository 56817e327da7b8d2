import type { ServerResponse } from 'node:http';
import { now, sleepUntil } from '../wire/clock.ts';
import { FlushingGzip } from '../wire/flushing-gzip.ts';
import type { RecordedRequest } from './recorded-request.ts';

/** What else a reply has to know about its end. */
interface Ending {
  /** Aborted when the server itself ends its connections: then the client did not leave. */
  serverCloses: AbortSignal;
  onOver: () => void;
}

/** The answer to one request while it is written, with the record of what was written when. */
export class Reply {
  /** Aborted when nothing more can be written: the client has gone, the answer has ended, or the server closes. */
  readonly over: AbortSignal;
  readonly #response: ServerResponse;
  readonly #record: RecordedRequest;
  #gzip: FlushingGzip | undefined;

  constructor(response: ServerResponse, record: RecordedRequest, { serverCloses, onOver }: Ending) {
    const over = new AbortController();
    this.over = over.signal;
    this.#response = response;
    this.#record = record;
    response.once('finish', () => this.#ended());
    response.once('close', () => {
      if (serverCloses.aborted) this.#ended();
      if (record.endedAt === undefined) record.clientLeftAt = now();
      this.#gzip?.destroy();
      over.abort();
      onOver();
    });
    // The client has gone, as `close` tells.
    response.on('error', () => {});
  }

  /** Waits until so many milliseconds after the request's arrival. */
  async delay(milliseconds = 0): Promise<void> {
    await sleepUntil(this.#record.receivedAt + milliseconds, this.over);
  }

  /** Waits until the server's clock says `time`. */
  async until(time: number): Promise<void> {
    await sleepUntil(time, this.over);
  }

  /** Waits for the end of the connection. */
  async forever(): Promise<void> {
    await this.until(Number.POSITIVE_INFINITY);
  }

  /** Writes the response headers, and announces a compressed body if there will be one. */
  head(status: number, headers: Record<string, string>, gzip = false): void {
    if (gzip) this.#gzip = new FlushingGzip();
    this.#writeHead(status, gzip ? { 'content-encoding': 'gzip', ...headers } : headers);
    this.#response.flushHeaders();
  }

  /** Writes a piece of the body and waits until the system has taken it, so that each is a packet of its own. */
  async write(name: string, piece: string): Promise<void> {
    this.over.throwIfAborted();
    this.#record.events.push({ name, at: now() });
    await this.#send(this.#gzip === undefined ? piece : await this.#gzip.pack(piece));
  }

  /** Writes a whole answer. */
  whole(status: number, headers: Record<string, string>, body: string | Buffer): void {
    this.#writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) });
    this.#record.events.push({ name: 'json', at: now() });
    this.#response.end(body);
  }

  /** Ends a body that was written in pieces. */
  async end(): Promise<void> {
    if (this.#gzip !== undefined) await this.#send(await this.#gzip.finish());
    this.over.throwIfAborted();
    this.#response.end();
  }

  /** Resets the connection. */
  reset(): void {
    this.over.throwIfAborted();
    this.#ended();
    this.#response.socket?.resetAndDestroy();
  }

  #writeHead(status: number, headers: Record<string, string>): void {
    this.over.throwIfAborted();
    const requestId = headers['request-id'];
    if (requestId !== undefined) this.#record.requestId = requestId;
    this.#record.status = status;
    this.#record.headersAt = now();
    this.#response.writeHead(status, headers);
  }

  #ended(): void {
    this.#record.endedAt ??= now();
  }

  /** A failure to write means that the client has gone, which the response's `close` event tells by itself. */
  async #send(piece: string | Buffer): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#response.write(piece, () => resolve());
    });
  }
}
