import type { AddressInfo } from 'node:net';
import Anthropic from '@anthropic-ai/sdk';
import { claude, claudeErrors, headroom, sse } from '@spanthropic/express';
import { page } from 'chat/page';
import express from 'express';

const client = new Anthropic();
const app = express();
app.use(express.json());
app.use(claude(client));

app.get('/', (_req, res) => {
  res.type('html').send(page('Express'));
});

// The answer as it is written. A reader who leaves ends the call.
app.post('/chat', async (req, res) => {
  if (!Array.isArray(req.body?.messages)) {
    res.sendStatus(400);
    return;
  }
  const stream = await req.claude.messages.create({
    model: 'claude-haiku-5-5',
    max_tokens: 1024,
    messages: req.body.messages,
    stream: true,
  });
  await sse(stream, res);
});

// For the load balancer: what the rate limits have left, and how many calls sleep.
app.get('/ready', (_req, res) => {
  const { ready, ...report } = headroom(client);
  res.status(ready ? 200 : 503).json(report);
});

// What the SDK fails with becomes a problem response; other errors go on to Express's handler.
app.use(claudeErrors());

const { PORT = '3000', HOST = '127.0.0.1' } = process.env;
const server = app.listen(Number(PORT), HOST, (error) => {
  if (error) throw error;
  const { port } = server.address() as AddressInfo;
  console.log(`Express listens at http://${HOST}:${port}`);
});
