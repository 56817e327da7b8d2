import type Anthropic from '@anthropic-ai/sdk';

/** What every scenario asks. */
export const question: Anthropic.MessageCreateParamsNonStreaming = {
  model: 'claude-opus-5-5',
  max_tokens: 1024,
  messages: [{ role: 'user', content: 'Why is the sky blue?' }],
};
