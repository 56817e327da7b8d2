import { Anthropic } from '@anthropic-ai/sdk';
import { claude, claudeErrors, sse } from '@spanthropic/fastify';
import { fastify } from 'fastify';

// The class that `require` gives is not the one that `import` does.
declare module '@spanthropic/fastify' {
  interface Register {
    client: Anthropic;
  }
}

const app = fastify();
void app.register(claude, { client: new Anthropic({ apiKey: 'sk-test' }) });
app.get(
  '/chat/:id',
  { config: { claude: { abortOnDisconnect: false } } },
  async (request, reply) => {
    const given: Anthropic = request.claude;
    const stream = await given.messages.create({
      model: 'claude-opus-5-5',
      max_tokens: 1024,
      messages: [],
      stream: true,
    });
    return sse(stream, reply);
  },
);
app.setErrorHandler(
  (error, request, reply) => claudeErrors(error, request, reply) ?? reply.code(500).send(),
);
