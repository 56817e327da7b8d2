import Anthropic from '@anthropic-ai/sdk';
import type { FakeClaude } from '../src/index.ts';

/** The real SDK, pointed at the fake API. */
export function clientOf(server: FakeClaude, options: { maxRetries?: number } = {}): Anthropic {
  return new Anthropic({ baseURL: server.url, apiKey: 'test', logLevel: 'off', ...options });
}

/** The request options that choose a call of the script. */
export function call(id: string): { headers: Record<string, string> } {
  return { headers: { 'x-fake-call': id } };
}

export const hello = {
  model: 'claude-opus-5-5',
  max_tokens: 1024,
  messages: [{ role: 'user' as const, content: 'Hello, Claude' }],
};
