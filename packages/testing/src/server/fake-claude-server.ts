import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { answerOf } from '../answer/answer-of.ts';
import { Routes } from '../routes/routes.ts';
import type { Playbook } from '../script/playbook.ts';
import { callHeader } from '../script/script.ts';
import type { Step } from '../script/step.ts';
import { apiHeaders } from '../wire/api-headers.ts';
import { now } from '../wire/clock.ts';
import { makeId } from '../wire/ids.ts';
import { type ReceivedRequest, receive } from '../wire/received-request.ts';
import type { FakeClaude, FakeClaudeOptions } from './fake-claude.ts';
import type { MakeHeaders } from './make-headers.ts';
import type { RecordedRequest } from './recorded-request.ts';
import { Recorder } from './recorder.ts';
import { Reply } from './reply.ts';
import { sendAnswer } from './send-answer.ts';

/** The server behind {@link FakeClaude}. */
export class FakeClaudeServer implements FakeClaude {
  readonly #playbook: Playbook;
  readonly #recorder = new Recorder();
  readonly #routes = new Routes();
  readonly #closing = new AbortController();
  readonly #http: Server;
  readonly #onRequest: (request: RecordedRequest) => void;
  #closed: Promise<void> | undefined;
  url = '';
  port = 0;

  constructor(playbook: Playbook, options: FakeClaudeOptions) {
    this.#playbook = playbook;
    this.#onRequest = options.onRequest ?? (() => {});
    this.#http = createServer({ noDelay: true, requestTimeout: 0, headersTimeout: 0 });
    // An idle connection that closes just when the client sends would be a fault that no script asked for.
    this.#http.keepAliveTimeout = 0;
    this.#http.on('request', (incoming, response) => void this.#serve(incoming, response));
  }

  async listen(port: number, host: string): Promise<void> {
    this.#http.listen(port, host);
    await once(this.#http, 'listening');
    const address = this.#http.address();
    if (address === null || typeof address === 'string')
      throw new Error('fake-claude: no TCP port');
    this.port = address.port;
    this.url = `http://${host.includes(':') ? `[${host}]` : host}:${this.port}`;
  }

  get requests(): readonly RecordedRequest[] {
    return this.#recorder.requests;
  }

  requestsOf(id: string): readonly RecordedRequest[] {
    return this.requests.filter(({ call }) => call === id);
  }

  play(id: string, steps: readonly Step[]): Record<string, string> {
    this.#playbook.add(id, steps);
    return { [callHeader]: id };
  }

  settled(timeoutMs = 5_000): Promise<void> {
    return this.#recorder.settled(timeoutMs);
  }

  now(): number {
    return now();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    const closed = once(this.#http, 'close');
    this.#http.close();
    this.#http.closeAllConnections();
    await closed;
    // The requests learn of it a little later, and their records shall be complete.
    await this.settled();
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const receivedAt = now();
    const arrived = this.#recorder.arriving();
    // A client that leaves before its request is whole has made none.
    const request = await receive(incoming).catch(() => undefined);
    if (request !== undefined) this.#answer(request, incoming.rawHeaders, receivedAt, response);
    arrived();
  }

  #answer(
    request: ReceivedRequest,
    rawHeaders: readonly string[],
    receivedAt: number,
    response: ServerResponse,
  ): void {
    const { method, path, headers, body } = request;
    const turn = this.#playbook.next(request);
    const record = { ...turn, method, path, headers, rawHeaders, body, receivedAt, events: [] };
    this.#recorder.open(record);
    const reply = new Reply(response, record, {
      serverCloses: this.#closing.signal,
      onOver: () => this.#recorder.close(record),
    });
    const requestId = makeId('req');
    const received = this.requests.length;
    const makeHeaders: MakeHeaders = (status, contentType, extra) =>
      apiHeaders({ requestId, status, contentType, received, extra });
    const answer = answerOf(turn.step, request, requestId, this.#routes);
    this.#onRequest(record);
    sendAnswer(answer, reply, makeHeaders).catch((error: unknown) => {
      // The client's leaving breaks off what was being sent; anything else is a mistake of ours.
      if (!reply.over.aborted) throw error;
    });
  }
}
