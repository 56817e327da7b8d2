import { type Browser, chromium as driver, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Chat, type Framework, startChat } from './support/chat.ts';
import { chromium, howToGetOne, mayBeSkipped } from './support/chromium.ts';
import { beginTrace, type Journey, requestsOf, traceOf } from './support/trace.ts';

/** Holds what a user of an example's page sees in a real browser, and what became of it in the traces. */
export function chatInABrowser(framework: Framework): void {
  if (mayBeSkipped) console.warn(`The tests in a browser are skipped: ${howToGetOne}`);

  describe.skipIf(mayBeSkipped).concurrent('in a browser', () => {
    vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });
    let chat: Chat;
    let browser: Browser;
    beforeAll(async () => {
      if (chromium === undefined) throw new Error(howToGetOne);
      browser = await driver.launch({ executablePath: chromium });
      chat = await startChat(framework);
    });
    afterAll(async () => {
      await browser?.close();
      await chat?.[Symbol.asyncDispose]();
    });

    /** The page, all of whose requests are part of one trace. */
    async function open({ headers }: Journey): Promise<Page> {
      const page = await browser.newPage({ extraHTTPHeaders: { ...headers } });
      page.setDefaultTimeout(30_000);
      await page.goto(chat.url);
      return page;
    }

    test('an answer streams in, and says what the server took for it', async () => {
      const journey = beginTrace();
      await using page = await open(journey);
      await page.getByRole('textbox', { name: 'Question' }).fill('Who are you?');
      await page.keyboard.press('Enter');
      await page.getByText(/^I am a fake/).waitFor();
      expect(await textIn(page)).not.toMatch(/answers\.$/);
      await page.getByText(/answers\.$/).waitFor();

      await page.getByText('Server-Timing').waitFor();
      expect(await timingIn(page)).toContain('1 call, 1 attempt');
      const [claude] = await serverTimingOf(page);
      expect(claude).toMatchObject({ name: 'claude', description: '1 call, 1 attempt' });
      expect(claude?.duration).toBeGreaterThan(0);
      const { server, call, attempts } = await traceOf(chat, journey);
      expect(attempts).toHaveLength(1);
      expect(call.attributes['http.route']).toBe('/chat');
      expect(server.attributes).toMatchObject({
        'spanthropic.request.calls': 1,
        'spanthropic.request.attempts': 1,
        'spanthropic.request.time_to_first_byte': expect.any(Number),
      });
    });

    test('retries are a slow answer, and the page says why', async () => {
      const journey = beginTrace();
      await using page = await open(journey);
      await page.getByRole('button', { name: 'Two retries' }).click();
      await page.getByText('Server-Timing').waitFor();
      expect(await textIn(page)).toMatch(/^Here I am\./);
      expect(await timingIn(page)).toMatch(/asleep between attempts[\d.]+ s/);

      const [claude, backoff] = await serverTimingOf(page);
      expect(claude).toMatchObject({ name: 'claude', description: '1 call, 3 attempts' });
      expect(backoff).toMatchObject({ name: 'claude-backoff', description: '2 retries' });
      const { server, attempts, backoffs } = await traceOf(chat, journey);
      expect(attempts.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([
        429, 529, 200,
      ]);
      expect(backoffs).toHaveLength(2);
      expect(server.attributes).toMatchObject({
        'http.response.status_code': 200,
        'spanthropic.request.attempts': 3,
        'spanthropic.request.retries': 2,
      });
      // Milliseconds in the page, seconds in the trace: of the same sleeps.
      expect((backoff?.duration ?? 0) / 1000).toBeCloseTo(
        Number(server.attributes['spanthropic.request.backoff']),
        2,
      );
    });

    test('Stop ends the call upstream, and the conversation goes on', async () => {
      const journey = beginTrace();
      await using page = await open(journey);
      await page.getByRole('button', { name: 'A long answer' }).click();
      await page.getByText(/^Once upon a time/).waitFor();
      await page.getByRole('button', { name: 'Stop' }).click();
      await page.getByText('You left, and that ended the call.').waitFor();
      await expectCallToEnd(journey);

      const next = beginTrace();
      await page.setExtraHTTPHeaders({ ...next.headers });
      await page.getByRole('button', { name: 'Breaks off' }).click();
      await page.getByText('The answer broke off.').waitFor();
      const [request] = requestsOf(chat, next);
      const roles = JSON.parse(request?.body ?? '').messages.map(
        ({ role }: { role: string }) => role,
      );
      expect(roles).toEqual(['user', 'assistant', 'user']);
      for (const seen of ['overloaded', request?.requestId ?? '', next.traceId]) {
        expect(await page.getByText(seen).isVisible(), seen).toBe(true);
      }
    });

    test('closing the tab ends the call upstream', async () => {
      const journey = beginTrace();
      await using page = await open(journey);
      await page.getByRole('button', { name: 'A long answer' }).click();
      await page.getByText(/^Once upon a time/).waitFor();
      await page.close();
      await expectCallToEnd(journey);
    });

    test('a 429 storm is told as what it is, with when to ask again', async () => {
      const journey = beginTrace();
      await using page = await open(journey);
      await page.getByRole('button', { name: 'A 429 storm' }).click();
      await page.getByText('503 Rate limit of the service reached').waitFor();
      const again = page.getByRole('button', { name: /^Ask again/ });
      expect(await again.textContent()).toMatch(/^Ask again in [1-4] s$/);
      expect(await again.isDisabled()).toBe(true);
      await page.getByText('Server-Timing').waitFor();
      expect(await serverTimingOf(page)).toMatchObject([
        { name: 'claude', description: '1 call, 3 attempts' },
        { name: 'claude-backoff', description: '2 retries' },
      ]);
      expect(await page.getByRole('status').textContent()).toMatch(/% of the rate limit left/);

      const { server, call, attempts } = await traceOf(chat, journey);
      expect(attempts).toHaveLength(3);
      expect(call.attributes['spanthropic.call.outcome']).toBe('rate_limited');
      expect(server.attributes).toMatchObject({
        'http.response.status_code': 503,
        'spanthropic.request.attempts': 3,
      });
      for (const seen of ['rate_limited', requestsOf(chat, journey).at(-1)?.requestId ?? '']) {
        expect(await page.getByText(seen).isVisible(), seen).toBe(true);
      }
      await page.getByRole('button', { name: 'Ask again', exact: true }).click();
      expect(await page.getByText('Keep refusing me.').count()).toBe(2);
    });

    /** By the API's record, and by the trace. */
    async function expectCallToEnd(journey: Journey): Promise<void> {
      const [request] = requestsOf(chat, journey);
      await vi.waitFor(() => expect(request?.clientLeftAt).toBeDefined());
      const { call, attempts } = await traceOf(chat, journey);
      expect(attempts).toHaveLength(1);
      for (const { attributes, status } of [call, ...attempts]) {
        expect(attributes['spanthropic.abort.reason']).toBe('client_disconnected');
        expect(status, 'nobody failed').toBe('UNSET');
      }
    }
  });
}

/** The last answer so far. */
function textIn(page: Page): Promise<string | null> {
  return page.locator('.answer .text').last().textContent();
}

function timingIn(page: Page): Promise<string | null> {
  return page.locator('.answer .timing').last().textContent();
}

/** What the browser says of the last answer's header, in milliseconds. */
function serverTimingOf(
  page: Page,
): Promise<{ name: string; duration: number; description: string }[]> {
  return page.evaluate(() => {
    const entry = performance
      .getEntriesByType('resource')
      .findLast(({ name }) => name.endsWith('/chat'));
    return JSON.parse(JSON.stringify(entry)).serverTiming;
  });
}
