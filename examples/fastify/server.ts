import Anthropic from '@anthropic-ai/sdk';
import { claude, headroom, sse } from '@spanthropic/fastify';
import { page } from 'chat/page';
import fastify from 'fastify';

const client = new Anthropic();
const app = fastify();
// With it comes the error handling: what the SDK fails with becomes a problem response.
await app.register(claude, { client });

app.get('/', (_request, reply) => {
  reply.type('text/html').send(page('Fastify'));
});

const body = {
  type: 'object',
  required: ['messages'],
  properties: { messages: { type: 'array', minItems: 1 } },
};

// The answer as it is written. A reader who leaves ends the call.
app.post<{ Body: Pick<Anthropic.MessageCreateParams, 'messages'> }>(
  '/chat',
  { schema: { body } },
  async (request, reply) => {
    const stream = await request.claude.messages.create({
      model: 'claude-haiku-5-5',
      max_tokens: 1024,
      messages: request.body.messages,
      stream: true,
    });
    return sse(stream, reply);
  },
);

// For the load balancer: what the rate limits have left, and how many calls sleep.
app.get('/ready', (_request, reply) => {
  const { ready, ...report } = headroom(client);
  reply.code(ready ? 200 : 503).send(report);
});

const { PORT = '3001', HOST = '127.0.0.1' } = process.env;
const address = await app.listen({ port: Number(PORT), host: HOST });
console.log(`Fastify listens at ${address}`);
