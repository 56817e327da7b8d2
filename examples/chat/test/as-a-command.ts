import { readFile } from 'node:fs/promises';
import { startFakeClaude } from '@spanthropic/testing';
import { describe, expect, test, vi } from 'vitest';
import { question, scenarios, script } from '../scenarios.ts';
import { ask, framesOf, textOf } from './support/ask.ts';
import { type Framework, run } from './support/chat.ts';

/** Holds what `start` of an example does, which its README has a newcomer run. */
export function chatAsACommand(framework: Framework): void {
  describe('start', () => {
    vi.setConfig({ testTimeout: 30_000 });
    const start = (env: Readonly<Record<string, string>> = {}) =>
      run(framework, ['../chat/start.ts'], env);

    test('needs no key: a fake API plays along, and traces are drawn in the terminal', async () => {
      const running = start();
      const url = await running.url;
      expect(running.printed).toMatch(/^No ANTHROPIC_API_KEY: a fake API plays along\.\n/);
      const page = await (await fetch(url)).text();
      for (const { title } of scenarios) expect(page).toContain(`"title":"${title}"`);

      const frames = await Array.fromAsync(framesOf(await ask(url, question('Two retries'))));
      expect(textOf(frames)).toMatch(/^Here I am\./);
      await vi.waitFor(
        () => expect(running.printed).toMatch(/attempt #3 .* 200 · first token/),
        5_000,
      );
      expect(running.printed).toMatch(/POST .* 200 · 1 call · 2 retries/);
      expect(running.printed).toMatch(/attempt #1 .* 429 rate_limit_error/);
      expect(await running.stop()).toBe(0);
    });

    test('with a key calls the real API, and offers no faults', async () => {
      await using api = await startFakeClaude(script);
      const running = start({ ANTHROPIC_API_KEY: 'a key', ANTHROPIC_BASE_URL: api.url });
      const url = await running.url;
      expect(running.printed).not.toContain('fake');
      expect(await (await fetch(url)).text()).not.toContain('429 storm');
      await framesOf(await ask(url, 'Who are you?')).next();
      expect(api.requests).toMatchObject([{ headers: { authorization: 'Bearer a key' } }]);
      expect(await running.stop()).toBe(0);
    });

    test('runs what the README shows', async () => {
      const read = (file: string) =>
        readFile(new URL(`../../${framework}/${file}`, import.meta.url), 'utf8');
      expect(await read('README.md')).toContain(await read('server.ts'));
    });

    test('a port that is taken is an error that says so', async () => {
      const first = start();
      const { port } = new URL(await first.url);
      const second = start({ PORT: port });
      await expect(second.url).rejects.toThrow(/EADDRINUSE: address already in use 127\.0\.0\.1/);
      expect(await second.stop()).toBe(1);
      expect(await first.stop()).toBe(0);
    });
  });
}
