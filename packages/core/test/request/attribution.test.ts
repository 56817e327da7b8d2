import type Anthropic from '@anthropic-ai/sdk';
import type { ClientOptions } from '@anthropic-ai/sdk';
import type { Attributes } from '@opentelemetry/api';
import { ok, type Step, status } from '@spanthropic/testing';
import { describe, expect, it } from 'vitest';
import { fakeClaude, question, script } from '../support/claude.ts';
import { readings } from '../support/readings.ts';
import { attributesOf, recordSpans, spans } from '../support/telemetry.ts';
import { serve } from './support/served.ts';

const fake = fakeClaude();
recordSpans();

const ask = (client: Anthropic, ...steps: Step[]): Promise<unknown> =>
  client.messages.create(question, script(fake.api, ...steps).options);

/** The SDK's own span says by itself which of the API's routes was called. */
const CLIENTS: [string, ClientOptions, string | undefined][] = [
  ['a span of our own', { openTelemetry: false }, undefined],
  ["the SDK's own span", { openTelemetry: { traces: true } }, '/v1/messages'],
];

describe.each(CLIENTS)('on %s stand', (_, sdk, ofTheSdk) => {
  it('the template of the route, and what the application adds', async () => {
    const { request } = serve(fake.api, { sdk, attributes: () => ({ 'app.tenant': 'acme' }) });
    await ask(request.claude, ok());
    expect(attributesOf(spans().calls[0])).toMatchObject({
      'http.route': '/chat/:id',
      'app.tenant': 'acme',
    });
  });

  it('those of a request whose calls are made by another client', async () => {
    const { request, client } = serve(fake.api, { sdk });
    await request.run(async () => {
      await null;
      await ask(client, ok());
    });
    expect(attributesOf(spans().calls[0])).toMatchObject({ 'http.route': '/chat/:id' });
    expect(request.summary()).toMatchObject({ calls: 1 });
  });

  it('no route where none has matched', async () => {
    const { request } = serve(fake.api, { sdk, route: () => undefined });
    await ask(request.claude, ok());
    expect(attributesOf(spans().calls[0])['http.route']).toBe(ofTheSdk);
  });

  it('nothing of a request that the call is no part of', async () => {
    const { client, request } = serve(fake.api, { sdk });
    request.run(() => undefined);
    await ask(client, ok());
    expect(attributesOf(spans().calls[0])['http.route']).toBe(ofTheSdk);
    expect(request.summary()).toMatchObject({ calls: 0 });
  });
});

describe('a call of a request', () => {
  it('has its attributes on the metrics that take added ones', async () => {
    const { meterProvider, read } = readings();
    const { request } = serve(fake.api, {
      instrument: { meterProvider, attributes: () => ({ 'app.plan': 'pro' }) },
      attributes: () => ({ 'app.tenant': 'acme' }),
    });
    await ask(request.claude, status(429, { retryAfterMs: 5 }), ok());
    const added = { 'http.route': '/chat/:id', 'app.tenant': 'acme', 'app.plan': 'pro' };
    for (const name of ['spanthropic.attempts', 'spanthropic.calls']) {
      const counted = (await read(name)).filter(({ value }) => value > 0);
      expect(counted.length).toBeGreaterThan(0);
      for (const { attributes } of counted) expect(attributes).toMatchObject(added);
    }
  });

  it('has the route that is known when it begins', async () => {
    let route: string | undefined;
    const { request } = serve(fake.api, { route: () => route });
    await ask(request.claude, ok());
    route = '/chat/:id';
    await ask(request.claude, ok());
    const routes = spans().calls.map(({ attributes }) => attributes['http.route']);
    expect(routes).toEqual([undefined, '/chat/:id']);
  });

  it('belongs to the inner one of two requests', async () => {
    const outer = serve(fake.api, { route: () => '/outer' });
    const inner = serve(fake.api, { route: () => '/inner' });
    await outer.request.run(() => inner.request.run(() => ask(inner.client, ok())));
    await outer.request.run(() => ask(inner.request.claude, ok()));
    const routes = spans().calls.map(({ attributes }) => attributes['http.route']);
    expect(routes).toEqual(['/inner', '/inner']);
  });

  it('still says where it came from when the answer has been over for long', async () => {
    const { request, client, summaries } = serve(fake.api, {
      attributes: () => ({ 'app.tenant': 'acme' }),
    });
    const later = request.run(async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await ask(client, ok());
    });
    request.finished();
    await later;
    expect(attributesOf(spans().calls[0])).toMatchObject({
      'http.route': '/chat/:id',
      'app.tenant': 'acme',
    });
    expect(summaries).toMatchObject([{ calls: 0 }]);
  });

  it('goes on without attributes that cannot be had', async () => {
    const broken = (): never => {
      throw new Error('no tenant');
    };
    const { request } = serve(fake.api, { attributes: broken });
    await ask(request.claude, ok());
    expect(attributesOf(spans().calls[0])).toMatchObject({ 'http.route': '/chat/:id' });

    const lost = serve(fake.api, { route: broken, attributes: () => ({ 'app.tenant': 'acme' }) });
    await ask(lost.request.claude, ok());
    expect(attributesOf(spans().calls[1])).toMatchObject({ 'app.tenant': 'acme' });
    expect(lost.request.summary().route).toBeUndefined();
  });

  it('has nothing that is no attribute, or would take the place of one of ours', async () => {
    const { meterProvider, read } = readings();
    const careless: Attributes = {
      'app.tenant': 'acme',
      'app.plan': Object({ name: 'pro' }),
      'http.route': '/mine',
      'spanthropic.method': 'mine',
    };
    const { request } = serve(fake.api, {
      instrument: { meterProvider },
      attributes: () => careless,
    });
    await ask(request.claude, ok());
    const counted = (await read('spanthropic.calls')).filter(({ value }) => value > 0);
    for (const attributes of [attributesOf(spans().calls[0]), counted[0]?.attributes]) {
      expect(attributes).toMatchObject({
        'app.tenant': 'acme',
        'http.route': '/chat/:id',
        'spanthropic.method': 'messages.create',
      });
      expect(attributes).not.toHaveProperty('app.plan');
    }
  });

  it('belongs to it without any telemetry', async () => {
    const { request, summaries } = serve(fake.api, { instrument: { callSpan: 'none' } });
    await ask(request.claude, ok());
    request.finished();
    expect(summaries).toMatchObject([{ calls: 1, attempts: 1 }]);
  });
});
