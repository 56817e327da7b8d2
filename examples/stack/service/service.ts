import type Anthropic from '@anthropic-ai/sdk';
import { claude, claudeErrors, sse } from '@spanthropic/express';
import express, { type Request, type Router } from 'express';
import { LARGE, SMALL } from '../models.ts';

/** Its routes, for which there are SERVER spans. */
export const ROUTES = ['/chat', '/summarize', '/classify'] as const;

/** The service that is watched: the Express example, with a route more for each way of using Claude. */
export function service(client: Anthropic): Router {
  const router = express.Router();
  router.use([...ROUTES], express.json(), claude(client));

  // The answer as it is written.
  router.post('/chat', async (req, res) => {
    const stream = await req.claude.messages.create({ ...ask(LARGE, req), stream: true });
    await sse(stream, res);
  });

  router.post('/summarize', async (req, res) => {
    const message = await req.claude.messages.create(ask(LARGE, req));
    res.json({ summary: textOf(message) });
  });

  router.post('/classify', async (req, res) => {
    const message = await req.claude.messages.create(ask(SMALL, req));
    res.json({ label: textOf(message) });
  });

  router.use(claudeErrors());
  return router;
}

function ask(model: string, req: Request): Anthropic.MessageCreateParamsNonStreaming {
  const content = String(req.body?.text ?? '');
  return { model, max_tokens: 1024, messages: [{ role: 'user', content }] };
}

function textOf({ content }: Anthropic.Message): string {
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}
