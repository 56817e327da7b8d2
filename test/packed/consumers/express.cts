import { Anthropic } from '@anthropic-ai/sdk';
import { claude, claudeErrors, sse } from '@spanthropic/express';

import express = require('express');

// The class that `require` gives is not the one that `import` does.
declare module '@spanthropic/express' {
  interface Register {
    client: Anthropic;
  }
}

const app = express();
app.use(claude(new Anthropic({ apiKey: 'sk-test' })));
app.get('/chat/:id', async (req, res) => {
  const given: Anthropic = req.claude;
  const stream = await given.messages.create({
    model: 'claude-opus-5-5',
    max_tokens: 1024,
    messages: [],
    stream: true,
  });
  await sse(stream, res);
});
app.use(claudeErrors());
