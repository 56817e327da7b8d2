import { setTimeout as sleep } from 'node:timers/promises';
import { createNoopMeter, metrics } from '@opentelemetry/api';
import { ok } from '@spanthropic/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { fakeClaude, observedClient, question, script } from '../support/claude.ts';
import { hanging } from '../support/hanging.ts';
import { Meters } from '../support/metrics.ts';

const fake = fakeClaude();

afterEach(() => metrics.disable());

type Client = ReturnType<typeof observedClient>['client'];

const ask = (client: Client): Promise<unknown> =>
  client.messages.create(question, script(fake.api, ok()).options);

/** A new provider, registered as an application does. */
function register(): Meters {
  const meters = new Meters();
  metrics.setGlobalMeterProvider(meters.provider);
  return meters;
}

/** How many calls a provider was told of; undefined where it knows nothing of calls. */
async function callsOf(meters: Meters): Promise<number | undefined> {
  const points = (await meters.read()).points('spanthropic.calls');
  return points.length === 0 ? undefined : points.reduce((sum, { value }) => sum + value, 0);
}

describe('the metrics go', () => {
  it('to the provider that is given, and not to the global one', async () => {
    const global = register();
    const given = new Meters();
    const { client } = observedClient(fake.api, { meterProvider: given.provider });
    await ask(client);
    expect(await callsOf(given)).toBe(1);
    expect(await callsOf(global)).toBeUndefined();
    expect((await given.read()).names).toContain('gen_ai.client.operation.duration');
  });

  it('to the global one', async () => {
    const meters = register();
    await ask(observedClient(fake.api).client);
    expect(await callsOf(meters)).toBe(1);
  });

  it('to one that is registered after instrument()', async () => {
    const { client } = observedClient(fake.api);
    await ask(client);
    const meters = register();
    await ask(client);
    expect(await callsOf(meters)).toBe(1);
  });

  it('to the one that takes the place of another, and no more to that', async () => {
    const first = register();
    const { client } = observedClient(fake.api);
    await ask(client);
    metrics.disable();
    const second = register();
    await ask(client);
    await ask(client);
    expect(await callsOf(first)).toBe(1);
    expect(await callsOf(second)).toBe(2);
    expect((await second.read()).distributions('spanthropic.attempt.duration')).toMatchObject([
      { count: 2 },
    ]);
    expect((await first.read()).names).not.toContain('spanthropic.clients');
    expect((await second.read()).names).toContain('spanthropic.clients');
  });

  it('nowhere while there is none, and to one that comes back as if it had never gone', async () => {
    const meters = register();
    const { client } = observedClient(fake.api);
    await ask(client);
    metrics.disable();
    await ask(client);
    metrics.setGlobalMeterProvider(meters.provider);
    await ask(client);
    expect(await callsOf(meters)).toBe(2);
  });

  it('to the provider that was there when the call began', async () => {
    const first = register();
    const { client } = observedClient(fake.api);
    const call = await hanging(fake.api, (options) => client.messages.create(question, options));
    metrics.disable();
    const second = register();
    await ask(client);
    await call.end();
    expect(await callsOf(first)).toBe(1);
    expect(await callsOf(second)).toBe(1);
    expect((await first.read()).value('spanthropic.calls.active')).toBe(0);
  });

  it('to one provider once, however many clients and ways lead there', async () => {
    const meters = register();
    const clients = [
      observedClient(fake.api).client,
      observedClient(fake.api).client,
      observedClient(fake.api, { meterProvider: meters.provider }).client,
    ];
    for (const client of clients) await ask(client);
    const seen = await meters.read();
    expect(seen.counts('spanthropic.calls', 'spanthropic.call.outcome')).toEqual([['ok', 3]]);
    expect(seen.distributions('spanthropic.attempt.duration')).toMatchObject([{ count: 3 }]);
  });

  it('to one provider with the newest rate limit, whichever way its response came', async () => {
    const meters = register();
    const given = observedClient(fake.api, { meterProvider: meters.provider }).client;
    const global = observedClient(fake.api).client;
    const left = (remaining: number) => {
      const headers = { 'anthropic-ratelimit-requests-remaining': String(remaining) };
      return script(fake.api, ok({ headers })).options;
    };
    const remaining = async (): Promise<number> => {
      const some = { 'spanthropic.rate_limit.type': 'requests' };
      return (await meters.read()).value('spanthropic.rate_limit.remaining', some);
    };
    for (const [index, client] of [given, global, given, global].entries()) {
      await client.messages.create(question, left(index));
      expect(await remaining()).toBe(index);
    }
  });

  it('to series of their own for clients with names of their own', async () => {
    const meters = register();
    for (const name of ['primary', 'batch', 'batch']) {
      await ask(observedClient(fake.api, { name }).client);
    }
    await ask(observedClient(fake.api).client);
    const counts = (await meters.read()).counts('spanthropic.calls', 'spanthropic.client.name');
    expect(counts).toEqual([
      ['primary', 1],
      ['batch', 2],
      [undefined, 1],
    ]);
  });

  it('to their own provider for each of two clients that have one', async () => {
    const [first, second] = [new Meters(), new Meters()];
    await ask(observedClient(fake.api, { meterProvider: first.provider }).client);
    await ask(observedClient(fake.api, { meterProvider: second.provider }).client);
    expect(await callsOf(first)).toBe(1);
    expect(await callsOf(second)).toBe(1);
  });
});

describe('a service that makes no call', () => {
  it('is kept alive by nobody who looks for a provider', () => {
    const before = process.getActiveResourcesInfo();
    observedClient(fake.api, { meterProvider: { getMeter: createNoopMeter } });
    expect(process.getActiveResourcesInfo()).toEqual(before);
  });

  it('is seen in a provider that was there before it', async () => {
    const meters = register();
    observedClient(fake.api);
    expect((await meters.read()).value('spanthropic.clients')).toBeGreaterThan(0);
  });

  it('is seen in a provider that is registered right after it', async () => {
    observedClient(fake.api);
    // The second one of a service that has looked for its provider before.
    observedClient(fake.api);
    const meters = register();
    await sleep(50);
    expect((await meters.read()).names).toContain('spanthropic.clients');
  });

  it('is seen in a provider that is registered later', async () => {
    observedClient(fake.api);
    await sleep(100);
    const meters = register();
    expect((await meters.read()).names).toEqual([]);
    await expect
      .poll(async () => (await meters.read()).names, { timeout: 4_000 })
      .toContain('spanthropic.clients');
  });
});
