import { status } from '@spanthropic/testing';
import fastify, { type FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { fakeClaude, observedClient, question, script } from '../../core/test/support/claude.ts';
import { attributesOf, recordSpans } from '../../core/test/support/telemetry.ts';
import { claude } from '../src/index.ts';
import { listen } from './support/served.ts';
import { addChat, addStream, registerOtel, SUMMARY, serverSpan } from './support/traced.ts';

const fake = fakeClaude();
recordSpans();

/** An application under Fastify's own instrumentation; its URL. */
async function serve(routes: (app: FastifyInstance) => unknown): Promise<string> {
  const app = fastify();
  await registerOtel(app);
  await app.register(claude, { client: observedClient(fake.api).client });
  await routes(app);
  return listen(app);
}

describe('under @fastify/otel alone', () => {
  it('its span has the summary of an answer that is made at once', async () => {
    const url = await serve((app) => addChat(app, fake.api));
    await (await fetch(`${url}/chat/1`)).text();
    const { 'spanthropic.request.time_to_first_byte': _, ...summary } = SUMMARY;
    expect(attributesOf(await serverSpan())).toMatchObject(summary);
  });

  it('its span has of server-sent events what was known before their first byte', async () => {
    const url = await serve((app) => addStream(app, fake.api));
    await (await fetch(`${url}/chat/1`)).text();
    const attributes = attributesOf(await serverSpan());
    expect(attributes).toMatchObject({ 'spanthropic.request.calls': 1 });
    expect(attributes).not.toHaveProperty('spanthropic.request.time_to_first_token');
    expect(attributes).not.toHaveProperty('spanthropic.request.time_to_first_byte');
  });

  it('its spans end where a call failed', async () => {
    const { options } = script(fake.api, status(400));
    const url = await serve((app) =>
      app.get('/', async (request) => request.claude.messages.create(question, options)),
    );
    expect((await fetch(url)).status).toBe(500);
    expect(attributesOf(await serverSpan())).toMatchObject({ 'http.response.status_code': 500 });
  });
});
