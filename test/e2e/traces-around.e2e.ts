// What stands above and below calls in Jaeger, made by other instrumentation.
import { startFakeClaude } from '@spanthropic/testing';
import { type Jaeger, startJaeger } from 'backends/jaeger';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startExpress } from './traces/express.ts';
import { runChat } from './traces/run-chat.ts';
import { SCRIPT } from './traces/script.ts';
import { shipped } from './traces/shipped.ts';
import { storedTrace } from './traces/stored.ts';

let jaeger: Jaeger;

beforeAll(async () => {
  jaeger = await startJaeger({
    config: await shipped('jaeger.yaml'),
    endpoints: ['exporters.prometheus.endpoint'],
  });
});
afterAll(() => jaeger?.[Symbol.asyncDispose]());

test('with undici instrumentation, its span is below the attempt that it belongs to', async () => {
  await using api = await startFakeClaude(SCRIPT);
  const env = { UNDICI: 'true' };
  const [id = ''] = await runChat({
    api,
    otlp: jaeger.otlp,
    service: 'undici',
    calls: ['limited_once'],
    env,
  });
  const spans = await storedTrace(jaeger, id, 7);
  const attempts = spans.filter(({ name }) => name === 'claude.attempt');
  const posts = spans.filter(({ name, kind }) => name === 'POST' && kind === 'CLIENT');
  expect(posts.map(({ parentId }) => parentId)).toEqual(attempts.map((attempt) => attempt.id));
  expect(posts.map(({ attributes }) => attributes['http.response.status_code'])).toEqual([
    429, 200,
  ]);
  expect(api.requests.map(({ headers }) => headers.traceparent)).toEqual(
    posts.map(({ traceId, id }) => `00-${traceId}-${id}-01`),
  );
});

test('in the Express example, the request that asked is above the call', async () => {
  await using api = await startFakeClaude({ default: SCRIPT.limited_once });
  await using express = await startExpress({ api, otlp: jaeger.otlp });
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const response = await fetch(`${express.url}/chat`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
    },
    body: JSON.stringify({ messages: [{ role: 'user', content: 'Why is the sky blue?' }] }),
  });
  expect(await response.text()).toContain('Air');
  await express.stop();

  const [request, call, ...steps] = await storedTrace(jaeger, traceId, 5);
  expect(request).toMatchObject({
    kind: 'SERVER',
    parentId: 'b7ad6b7169203331',
    attributes: {
      'spanthropic.request.calls': 1,
      'spanthropic.request.attempts': 2,
      'spanthropic.request.retries': 1,
    },
  });
  expect(call).toMatchObject({
    kind: 'CLIENT',
    parentId: request?.id,
    service: 'express-chat',
    attributes: { 'http.route': '/chat', 'spanthropic.call.outcome': 'ok' },
  });
  expect(steps.map(({ name, parentId }) => ({ name, parentId }))).toEqual([
    { name: 'claude.attempt', parentId: call?.id },
    { name: 'claude.backoff', parentId: call?.id },
    { name: 'claude.attempt', parentId: call?.id },
  ]);
});
