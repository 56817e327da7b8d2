// `pnpm stack` as a new user runs it, in real time and by the shipped rules: a spike becomes one page, and the trace
// behind it is one click away.

import { freePort } from 'backends/free-port';
import { chromium, howToGetOne } from 'chat/test/support/chromium';
import { type Browser, chromium as driver, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { checkHealth } from './stack/health-checks.ts';
import { isAlive, isListening, type Stack, startStack } from './stack/running-stack.ts';

// Metrics are pushed every 15 s, the rules want to see a minute of it, and somebody has to be told.
vi.setConfig({ testTimeout: 150_000 });

let stack: Stack;
let browser: Browser;
let healthPort: number;
let page: Page;

beforeAll(async () => {
  if (chromium === undefined) throw new Error(howToGetOne);
  healthPort = await freePort();
  [stack, browser] = await Promise.all([
    startStack('--any-port', `--port=jaeger-health=${healthPort}`, '--first-spike=5'),
    driver.launch({ executablePath: chromium }),
  ]);
  page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
  page.setDefaultTimeout(20_000);
});
afterAll(async () => {
  await browser?.close();
  await stack?.stop();
});

test('before anything happens, page and terminal say what will', async () => {
  await page.goto(stack.url);
  await page.getByText('It becomes a page').waitFor();
  expect(stack.printed).toMatch(/\d\d:\d\d:\d\d {2}a rate-limit spike begins/);
  expect(stack.printed).toMatch(/\d\d:\d\d:\d\d {2}until then, ClaudeRateLimitSpike/);
  for (const name of ['Grafana', 'Prometheus', 'Alertmanager', 'Jaeger']) {
    const link = page.getByRole('link', { name: new RegExp(`^${name}`) });
    const url = new URL((await link.getAttribute('href')) ?? '', stack.url);
    expect((await fetch(url)).status, url.href).toBe(200);
  }
});

test('what compose.yaml would ask of each, whether it is well, it answers', async () => {
  const ports = {
    jaeger: healthPort,
    prometheus: stack.portOf('Prometheus'),
    alertmanager: stack.portOf('Alertmanager'),
    demo: Number(new URL(stack.url).port),
  };
  const nobody = await freePort();
  for (const [service, port] of Object.entries(ports)) {
    expect(await checkHealth(service, port), service).toBe(0);
    expect(await checkHealth(service, nobody), `nobody instead of ${service}`).not.toBe(0);
  }
});

test('the spike becomes exactly one page, which the browser shows with its alert', async () => {
  await page.getByText('It became a page').waitFor({ timeout: 130_000 });
  const alert = page.locator('.alert', { hasText: 'ClaudeRateLimitSpike' });
  expect(await alert.textContent()).toMatch(/firing since .* sent to the webhook/);
  expect(await alert.textContent()).toContain('demo is answered 429 for claude-opus-5-5');
  const messages = page.locator('.message.page');
  expect(await messages.count()).toBe(1);
  expect(await messages.textContent()).toContain('demo is answered 429 for claude-opus-5-5');
  await vi.waitFor(() => expect(stack.printed).toMatch(/page at the webhook, firing/), 5_000);
  expect(stack.printed.match(/page at the webhook, /g)).toHaveLength(1);
});

test('the trace behind it is one click away, with each attempt and sleep', async () => {
  await page.getByRole('link', { name: 'The trace behind it' }).click();
  await page.getByText('attempt #2', { exact: true }).waitFor();
  expect(await page.getByRole('heading').textContent()).toMatch(/after [23] attempts/);
  const rows = await page.locator('.row').allTextContents();
  expect(rows[0]).toMatch(/^POST/);
  expect(rows[1]).toContain('anthropic.messages.create');
  expect(rows[2]).toMatch(/^attempt #1.*429 rate_limit_error/);
  expect(rows[3]).toMatch(/^backoff.*by retry-after/);
  expect(rows[4]).toMatch(/^attempt #2/);
  // What is drawn lies in the order of the story, and within the trace.
  const bars = await page.locator('.row .bar').evaluateAll((all) =>
    all.map((bar) => {
      const { left, right } = bar.getBoundingClientRect();
      return { left, right };
    }),
  );
  const [request, , first, sleep, second] = bars;
  expect(first?.left).toBeGreaterThanOrEqual(request?.left ?? 0);
  expect(sleep?.left).toBeGreaterThan(first?.left ?? 0);
  expect(sleep?.right).toBeGreaterThan((first?.right ?? 0) + 50);
  expect(second?.left).toBeGreaterThan((sleep?.right ?? 0) - 2);
  await page.getByText('attempt #1', { exact: true }).click();
  await page.locator('.row[open]').getByText('anthropic.request.id').waitFor();
});

test('so are its runbook, whose queries answer, and its dashboard', async () => {
  await page.goto(stack.url);
  await page.getByRole('link', { name: 'Runbook', exact: true }).first().click();
  await page.getByRole('heading', { name: 'ClaudeRateLimitSpike' }).waitFor();
  await page.getByRole('link', { name: 'Run', exact: true }).first().click();
  await page.getByRole('cell', { name: 'claude-opus-5-5' }).first().waitFor();

  await page.goto(stack.url);
  await page.getByRole('link', { name: 'Dashboard', exact: true }).first().click();
  await page.getByRole('heading', { name: 'Claude rate limits' }).waitFor();
  const limited = page.locator('.panel', { hasText: 'How often were we limited?' });
  expect(Number(await limited.locator('dd').textContent())).toBeGreaterThan(10);
});

test('Ctrl-C stops all of it', async () => {
  const { ports, processes } = stack;
  expect(processes().length).toBeGreaterThanOrEqual(5);
  const pids = processes();
  await stack.signal('SIGINT');
  // Their keepers wait for a second before they would use force.
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 5_000);
  for (const port of ports) expect(await isListening(port), `port ${port}`).toBe(false);
});
