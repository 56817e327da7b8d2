import type { Block } from './block.ts';

/** The tokens of one message, in the API's own words. */
export interface Usage {
  /** Tokens that were neither read from the cache nor written to it. */
  input_tokens: number;
  cache_creation_input_tokens: number | null;
  cache_read_input_tokens: number | null;
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number } | null;
  /** All output tokens, thinking included. */
  output_tokens: number;
  /** What part of `output_tokens` was thinking. */
  output_tokens_details: { thinking_tokens: number } | null;
  server_tool_use: { web_search_requests: number; web_fetch_requests: number } | null;
  service_tier: 'standard' | 'priority' | 'batch' | null;
  speed: 'standard' | 'fast' | null;
  inference_geo: string | null;
  /** Beta: one entry for each sampling iteration. */
  iterations?: readonly object[] | null;
  /** Beta. */
  fallback_credit?: object | null;
}

/** About four characters to a token, and never none: not what a tokenizer says, but the same for the same text. */
export function estimateTokens(value: string): number {
  return Math.max(1, Math.ceil(value.length / 4));
}

/** The usage of a message: what the script gives, and estimates for the rest. */
export function completeUsage(
  given: Partial<Usage>,
  inputTokens: number,
  content: readonly Block[],
): Usage {
  const usage: Usage = {
    input_tokens: inputTokens,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: 0,
    cache_creation: null,
    output_tokens: content.reduce((sum, block) => sum + estimateTokens(written(block)), 0),
    output_tokens_details: thinkingTokens(content),
    server_tool_use: serverToolUse(content),
    service_tier: 'standard',
    speed: 'standard',
    inference_geo: null,
    ...given,
  };
  usage.cache_creation ??= {
    ephemeral_5m_input_tokens: usage.cache_creation_input_tokens ?? 0,
    ephemeral_1h_input_tokens: 0,
  };
  if (given.cache_creation === null) usage.cache_creation = null;
  return usage;
}

function written(block: Block): string {
  return block.text ?? block.thinking ?? JSON.stringify(block.input ?? '');
}

function thinkingTokens(content: readonly Block[]): Usage['output_tokens_details'] {
  const thoughts = content.filter((block) => block.type === 'thinking');
  if (thoughts.length === 0) return null;
  const tokens = thoughts.reduce((sum, block) => sum + estimateTokens(written(block)), 0);
  return { thinking_tokens: tokens };
}

function serverToolUse(content: readonly Block[]): Usage['server_tool_use'] {
  const count = (name: string) =>
    content.filter((block) => block.type === 'server_tool_use' && block.name === name).length;
  const requests = {
    web_search_requests: count('web_search'),
    web_fetch_requests: count('web_fetch'),
  };
  return requests.web_search_requests + requests.web_fetch_requests > 0 ? requests : null;
}
