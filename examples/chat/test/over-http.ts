import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { question } from '../scenarios.ts';
import { ask, type Frame, framesOf, textOf } from './support/ask.ts';
import { type Chat, type Framework, startChat } from './support/chat.ts';
import { beginTrace, requestsOf, traceOf } from './support/trace.ts';

/** Seconds from a reader's leaving to the end of the call: fifty milliseconds are promised, cores are shared. */
const PROMPT = 1;

/** Holds what the example server of a framework does, seen from its HTTP clients, the API, and its traces. */
export function chatOverHttp(framework: Framework): void {
  describe('over HTTP', () => {
    vi.setConfig({ testTimeout: 30_000 });
    let chat: Chat;
    beforeAll(async () => {
      chat = await startChat(framework);
    });
    afterAll(() => chat[Symbol.asyncDispose]());

    test.concurrent('the answer streams in, word by word', async () => {
      const journey = beginTrace();
      const response = await ask(chat.url, 'Who are you?', journey);
      expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
      expect(response.headers.get('server-timing')).toMatch(
        /^claude;dur=[\d.]+;desc="1 call, 1 attempt"/,
      );
      const [request] = requestsOf(chat, journey);
      const frames: Frame[] = [];
      for await (const frame of framesOf(response)) {
        if (frames.length === 0) expect(request?.endedAt, 'more is to come').toBeUndefined();
        frames.push(frame);
      }
      expect(frames.length).toBeGreaterThan(20);
      expect(textOf(frames)).toMatch(/^I am a fake, .* and Claude answers\.$/);
      expect(frames.at(-1)).toEqual({ event: 'done', data: { stopReason: 'end_turn' } });

      const { server, call, attempts } = await traceOf(chat, journey);
      expect(attempts).toHaveLength(1);
      expect(call.attributes).toMatchObject({
        'http.route': '/chat',
        'spanthropic.call.outcome': 'ok',
      });
      expect(server.attributes).toMatchObject({
        'http.response.status_code': 200,
        'spanthropic.request.calls': 1,
        'spanthropic.request.attempts': 1,
        'spanthropic.request.retries': 0,
        'spanthropic.request.time_to_first_token': expect.any(Number),
        'spanthropic.request.time_to_first_byte': expect.any(Number),
        'spanthropic.request.tokens.output': expect.any(Number),
      });
      expect(server.end, 'the SERVER span covers the body').toBeGreaterThanOrEqual(
        call.start + seconds(0.4),
      );
    });

    test.concurrent('a reader who leaves in mid-answer ends the call', async () => {
      const journey = beginTrace();
      const leaving = new AbortController();
      const { signal } = leaving;
      const response = await ask(chat.url, question('A long answer'), { ...journey, signal });
      let frames = 0;
      let leftAt = 0;
      await expect(async () => {
        for await (const _ of framesOf(response)) {
          frames++;
          if (frames !== 3) continue;
          leftAt = chat.api.now();
          leaving.abort();
        }
      }).rejects.toThrow('aborted');

      const [request] = requestsOf(chat, journey);
      await vi.waitFor(() => expect(request?.clientLeftAt).toBeDefined());
      expect((request?.clientLeftAt ?? Number.NaN) - leftAt).toBeLessThan(PROMPT * 1000);

      const { call, attempts } = await traceOf(chat, journey);
      expect(attempts).toHaveLength(1);
      for (const span of [call, ...attempts]) {
        expect(span.attributes['spanthropic.abort.reason']).toBe('client_disconnected');
        expect(span.status, 'nobody failed').toBe('UNSET');
      }
    });

    test.concurrent('a 429 storm is a 503 that says when to come back', async () => {
      const journey = beginTrace();
      const response = await ask(chat.url, question('A 429 storm'), journey);
      expect(response.status).toBe(503);
      expect(response.headers.get('content-type')).toBe('application/problem+json');
      // 3 s by the API, and up to a fifth more, so that not all come back at once.
      expect(response.headers.get('retry-after')).toMatch(/^[34]$/);
      expect(response.headers.get('server-timing')).toMatch(
        /desc="1 call, 3 attempts", claude-backoff;dur=[\d.]+;desc="2 retries"/,
      );
      const requests = requestsOf(chat, journey);
      expect(await response.json()).toEqual({
        type: 'urn:spanthropic:problem:rate_limited',
        title: 'Rate limit of the service reached',
        status: 503,
        code: 'rate_limited',
        requestId: requests.at(-1)?.requestId,
        traceId: journey.traceId,
      });

      const { server, call, attempts, backoffs } = await traceOf(chat, journey);
      expect(attempts.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([
        429, 429, 429,
      ]);
      expect(backoffs.map(({ attributes }) => attributes['spanthropic.backoff.planned'])).toEqual([
        1, 1,
      ]);
      expect(call.attributes['spanthropic.call.outcome']).toBe('rate_limited');
      expect(server.attributes).toMatchObject({
        'http.response.status_code': 503,
        'spanthropic.request.attempts': 3,
        'spanthropic.request.retries': 2,
      });
      expect(server.attributes['spanthropic.request.backoff']).toBeGreaterThan(1.9);
    });

    test.concurrent('an answer that breaks off ends with an error that can be found again', async () => {
      const journey = beginTrace();
      const response = await ask(chat.url, question('Breaks off'), journey);
      const frames = await Array.fromAsync(framesOf(response));
      const [request] = requestsOf(chat, journey);
      expect(textOf(frames)).toMatch(/^The answer was going rather well/);
      expect(frames.at(-1)).toEqual({
        event: 'error',
        data: { code: 'overloaded', requestId: request?.requestId, traceId: journey.traceId },
      });
      const { server } = await traceOf(chat, journey);
      expect(server.status).toBe('ERROR');
    });

    test('/ready tells how many calls sleep, and what the limits have left', async () => {
      const ready = async () => (await fetch(`${chat.url}/ready`)).json();
      const leaving = new AbortController();
      const answer = ask(chat.url, question('A 429 storm'), { signal: leaving.signal });
      await expect.poll(ready).toMatchObject({ asleep: 1, limits: [{ headroom: 0 }, {}, {}, {}] });
      leaving.abort();
      await expect(answer).rejects.toThrow('aborted');
      await expect.poll(ready).toMatchObject({ asleep: 0 });
    });

    test('a question that is none is the asker’s mistake, and costs no call', async () => {
      const before = chat.api.requests.length;
      const response = await fetch(`${chat.url}/chat`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      expect(response.status).toBe(400);
      expect(chat.api.requests).toHaveLength(before);
    });
  });
}

const seconds = (value: number): bigint => BigInt(value * 1e9);
