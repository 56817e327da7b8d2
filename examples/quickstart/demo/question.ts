import type Anthropic from '@anthropic-ai/sdk';

/** What every scenario asks. Each has its own: the same object sent again would count as a nested retry. */
export function question(): Anthropic.MessageCreateParamsNonStreaming {
  return {
    model: 'claude-opus-5-5',
    max_tokens: 1024,
    messages: [{ role: 'user', content: 'Why is the sky blue?' }],
  };
}
