import { readFile } from 'node:fs/promises';
import type Anthropic from '@anthropic-ai/sdk';
import { metrics } from '@opentelemetry/api';
import { ok } from '@spanthropic/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type InstrumentOptions, instrument, uninstrument } from '../../src/index.ts';
import { VERSION } from '../../src/version.ts';
import { bareClient, fakeClaude, question, script } from '../support/claude.ts';
import { collect } from '../support/garbage.ts';
import { Meters } from '../support/metrics.ts';

const fake = fakeClaude();

afterEach(() => metrics.disable());

const clientsOf = async (meters: Meters): Promise<number> =>
  (await meters.read()).value('spanthropic.clients');

it('tells the versions of this package and of the SDK', async () => {
  const meters = new Meters();
  instrument(bareClient(fake.api), { meterProvider: meters.provider });
  const sdk = new URL('../../node_modules/@anthropic-ai/sdk/package.json', import.meta.url);
  const { version } = JSON.parse(await readFile(sdk, 'utf8'));
  expect((await meters.read()).points('spanthropic.clients')).toEqual([
    {
      attributes: { 'spanthropic.version': VERSION, 'anthropic.sdk.version': version },
      value: 1,
    },
  ]);
});

it('counts each client once, until its instrumentation is taken off', async () => {
  const meters = new Meters();
  const options = { meterProvider: meters.provider };
  const [first, second] = [bareClient(fake.api), bareClient(fake.api)];
  for (const client of [first, second, first]) instrument(client, options);
  expect(await clientsOf(meters)).toBe(2);
  uninstrument(first);
  uninstrument(first);
  expect(await clientsOf(meters)).toBe(1);
  instrument(first, options);
  expect(await clientsOf(meters)).toBe(2);
  for (const client of [first, second]) uninstrument(client);
  expect(await clientsOf(meters)).toBe(0);
});

it('counts no copy that a client makes of itself, but one that is made to be instrumented', async () => {
  const meters = new Meters();
  const options = { meterProvider: meters.provider };
  const client = instrument(bareClient(fake.api), options);
  const copy = client.withOptions({ maxRetries: 0 });
  await copy.messages.create(question, script(fake.api, ok()).options);
  expect(await clientsOf(meters)).toBe(1);
  uninstrument(copy);
  expect(await clientsOf(meters)).toBe(1);
  instrument(Object.freeze(bareClient(fake.api)), { ...options, copy: true });
  expect(await clientsOf(meters)).toBe(2);
});

it('counts the clients of a provider that was given and is the global one, too', async () => {
  const meters = new Meters();
  metrics.setGlobalMeterProvider(meters.provider);
  const given = instrument(bareClient(fake.api), { meterProvider: meters.provider });
  const before = await clientsOf(meters);
  const global = instrument(bareClient(fake.api));
  expect(await clientsOf(meters)).toBe(before + 1);
  for (const client of [given, global]) uninstrument(client);
});

let collected = 0;
const registry = new FinalizationRegistry(() => collected++);

beforeEach(() => {
  collected = 0;
});

/** Has the runtime collect until so many clients are gone, and whoever else is told has been. */
async function untilCollected(count: number): Promise<void> {
  const look = (): number => {
    collect();
    return collected;
  };
  await expect.poll(look, { timeout: 4_000 }).toBe(count);
  await new Promise((resolve) => setImmediate(resolve));
}

/** Makes a client, and keeps nothing of it. */
function forgetOne(options: InstrumentOptions, known: Anthropic[] = []): void {
  const client = bareClient(fake.api);
  known.push(client);
  registry.register(client, undefined);
  instrument(client, options);
}

it('counts no client that was collected, but is never 0: the next one may come at any time', async () => {
  const meters = new Meters();
  for (let request = 0; request < 5; request++) forgetOne({ meterProvider: meters.provider });
  expect(await clientsOf(meters)).toBeLessThanOrEqual(5);
  await untilCollected(5);
  expect(await clientsOf(meters)).toBe(1);
});

it('keeps no client alive, not even one that its own hooks know', async () => {
  const meters = new Meters();
  (() => {
    const known: Anthropic[] = [];
    const attributes = () => ({ 'app.clients': known.length });
    forgetOne({ meterProvider: meters.provider, onEvent: () => known.length, attributes }, known);
  })();
  await untilCollected(1);
});
