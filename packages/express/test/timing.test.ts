import { setTimeout as sleep } from 'node:timers/promises';
import type { Response as ExpressResponse, Request } from 'express';
import type { RequestSummary } from 'spanthropic/request';
import { describe, expect, it } from 'vitest';
import { claude, sse } from '../src/index.ts';
import { bareClient, fakeClaude, question, script, streamed } from './support/claude.ts';
import { handler, serve } from './support/serve.ts';
import { recordTelemetry } from './support/telemetry.ts';
import { VERSIONS } from './support/versions.ts';

const fake = fakeClaude();
recordTelemetry();

/** What a browser makes of the header: `PerformanceServerTiming` by name. */
function timingsOf(response: Response): Record<string, { dur: number; desc?: string }> {
  const entries = (response.headers.get('server-timing') ?? '').split(
    /,(?=(?:[^"]*"[^"]*")*[^"]*$)/,
  );
  return Object.fromEntries(
    entries
      .filter((entry) => entry.trim() !== '')
      .map((entry) => {
        const [name = '', ...parameters] = entry.trim().split(';');
        const { dur, desc } = Object.fromEntries(
          parameters.map((parameter) => parameter.split('=').map((part) => part.trim())),
        );
        return [name, { dur: Number(dur), ...(desc && { desc: JSON.parse(desc) }) }];
      }),
  );
}

describe.each(VERSIONS)('in $version', ({ express }) => {
  async function get(
    handle: (req: Request, res: ExpressResponse) => Promise<unknown>,
    options: Parameters<typeof claude>[1] = {},
  ): Promise<{ response: Response; summary: () => RequestSummary | undefined }> {
    let summary: RequestSummary | undefined;
    const app = express().use(
      claude(bareClient(fake.api), {
        onSummary: (one) => {
          summary = one;
        },
        ...options,
      }),
    );
    app.get('/chat', handler(handle));
    const response = await fetch(`${await serve(app)}/chat`);
    return { response, summary: () => summary };
  }

  describe('the Server-Timing header', () => {
    it('says what the calls took', async () => {
      const { options } = script(
        fake.api,
        { kind: 'status', code: 529, retryAfterMs: 30 },
        { kind: 'ok' },
      );
      const { response } = await get(async (req, res) =>
        res.json(await req.claude.messages.create(question, options)),
      );
      const timings = timingsOf(response);
      expect(timings).toEqual({
        claude: { dur: expect.any(Number), desc: '1 call, 2 attempts' },
        'claude-backoff': { dur: expect.any(Number), desc: '1 retry' },
      });
      expect(timings.claude?.dur).toBeGreaterThan(timings['claude-backoff']?.dur ?? Number.NaN);
    });

    it('says of a streamed answer when the first token came', async () => {
      const { options } = script(fake.api, { kind: 'stream', firstToken: 200 });
      const { response } = await get(async (req, res) =>
        sse(await req.claude.messages.create(streamed, options), res),
      );
      expect(timingsOf(response)).toMatchObject({
        claude: { dur: expect.any(Number) },
        'claude-ttft': { dur: expect.any(Number) },
      });
      await response.text();
    });

    it.each<[string, (res: ExpressResponse) => unknown]>([
      ['set', (res) => res.set('Server-Timing', 'db;dur=53.2;desc="a, b"')],
      ['set as a list', (res) => res.set('Server-Timing', ['db;dur=53.2;desc="a, b"'])],
    ])('stands beside what the application has %s', async (_, prepare) => {
      const { response } = await get(async (req, res) => {
        prepare(res);
        res.json(await req.claude.messages.create(question));
      });
      expect(timingsOf(response)).toEqual({
        db: { dur: 53.2, desc: 'a, b' },
        claude: { dur: expect.any(Number), desc: '1 call, 1 attempt' },
      });
    });

    it('stands beside what the application writes with the head', async () => {
      const { response } = await get(async (req, res) => {
        const message = await req.claude.messages.create(question);
        res.writeHead(201, 'Made', { 'Server-Timing': 'db;dur=1', 'x-own': 'yes' });
        res.end(message.id);
      });
      expect(response.status).toBe(201);
      expect(response.statusText).toBe('Made');
      expect(response.headers.get('x-own')).toBe('yes');
      expect(Object.keys(timingsOf(response))).toEqual(['db', 'claude']);
    });

    it.each<[string, (req: Request, res: ExpressResponse) => Promise<unknown>, object]>([
      ['no call was made', async (_req, res) => res.json({}), {}],
      [
        'it is turned off',
        async (req, res) => res.json(await req.claude.messages.create(question)),
        { serverTiming: false },
      ],
      [
        'the headers were out before',
        async (req, res) => {
          res.flushHeaders();
          res.end((await req.claude.messages.create(question)).id);
        },
        {},
      ],
    ])('is not there where %s', async (_, handle, options) => {
      const { response } = await get(handle, options);
      expect(response.headers.has('server-timing')).toBe(false);
      await response.text();
    });
  });

  describe('the time to the first byte', () => {
    it('is that of the body, not of the headers', async () => {
      const { response, summary } = await get(async (_req, res) => {
        res.flushHeaders();
        await sleep(100);
        res.write('');
        res.write('first');
        await sleep(100);
        res.end('last');
      });
      expect(await response.text()).toBe('firstlast');
      await expect.poll(summary).toBeDefined();
      const { timeToFirstByte = Number.NaN, duration } = summary() ?? { duration: Number.NaN };
      expect(timeToFirstByte).toBeGreaterThan(0.09);
      expect(duration - timeToFirstByte).toBeGreaterThan(0.09);
    });

    it('lies after the model’s first token in a streamed answer', async () => {
      const { options } = script(fake.api, { kind: 'stream', firstToken: 200 });
      const { response, summary } = await get(async (req, res) =>
        sse(await req.claude.messages.create(streamed, options), res),
      );
      await response.text();
      await expect.poll(summary).toBeDefined();
      const { timeToFirstToken = Number.NaN, timeToFirstByte = Number.NaN } = summary() ?? {};
      expect(timeToFirstToken).toBeGreaterThan(0);
      expect(timeToFirstByte).toBeGreaterThanOrEqual(timeToFirstToken);
    });

    it('is absent where nothing was written', async () => {
      const { response, summary } = await get(async (_req, res) => res.status(204).end());
      expect(response.status).toBe(204);
      await expect.poll(summary).toBeDefined();
      expect(summary()?.timeToFirstByte).toBeUndefined();
    });

    it('leaves nothing behind on the response', async () => {
      const own: string[][] = [];
      const { response } = await get(
        async (_req, res) => {
          const names = (): string[] =>
            Object.getOwnPropertyNames(res).filter((name) => /^(write|end)$/.test(name));
          own.push(
            names(),
            Object.keys(res).filter((name) => name === 'write'),
          );
          res.write('first');
          own.push(names());
          res.end();
        },
        { serverTiming: false },
      );
      expect(await response.text()).toBe('first');
      expect(own).toEqual([['write', 'end'], [], []]);
    });
  });
});
