import type Anthropic from '@anthropic-ai/sdk';
import fastify, { type FastifyTypeProvider } from 'fastify';
import { claude, claudeErrors, sse } from '../src/index.ts';

declare const client: Anthropic;
const streamed = { model: 'm', max_tokens: 1, messages: [], stream: true as const };

interface Provider extends FastifyTypeProvider {
  validator: { name: string };
  serializer: { answer: string };
}

export async function all() {
  const app = fastify().withTypeProvider<Provider>();
  await app.register(claude, { client });
  app.get<{ Reply: { 200: { a: string }; 503: { b: string } }; Params: { id: string } }>(
    '/a/:id',
    async (request, reply) => {
      await sse(await request.claude.messages.create(streamed), reply);
    },
  );
  app.get('/b', { schema: { response: { 200: {} } } }, async (request, reply) =>
    sse(request.claude.messages.stream(streamed), reply),
  );
  app.get('/c', (request, reply) => {
    void sse(request.claude.beta.messages.stream(streamed), reply);
  });
  app.setErrorHandler(
    async (error, request, reply) => claudeErrors(error, request, reply) ?? reply.send(error),
  );
  app.setErrorHandler(
    (error, request, reply) =>
      claudeErrors(error, request, reply) ?? reply.code(500).send({ a: 1 }),
  );
  app.get(
    '/d',
    {
      config: {
        claude: { abortOnDisconnect: false, attributes: (request) => ({ a: request.url }) },
      },
    },
    async (r) => r.claude,
  );
  const two = fastify({ http2: true });
  await two.register(claude, { client, attributes: (request) => ({ a: request.url }) });
  two.get('/a', async (request, reply) =>
    sse(await request.claude.messages.create(streamed), reply),
  );
  two.setErrorHandler((error, request, reply) => claudeErrors(error, request, reply));
  const tls = fastify({ https: {} });
  await tls.register(claude, { client });
  tls.get('/a', async (request, reply) =>
    sse(await request.claude.messages.create(streamed), reply),
  );
}
