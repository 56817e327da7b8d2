/** What the reader of a stream is waiting for. */
export type StallPhase = 'headers' | 'first_token' | 'thinking' | 'text' | 'tool_input';

/** The phase that a content block puts the stream in, by the block's type. */
export function phaseOfBlock(type: unknown): StallPhase {
  if (type === 'thinking' || type === 'redacted_thinking') return 'thinking';
  if (type === 'tool_use' || type === 'server_tool_use' || type === 'mcp_tool_use')
    return 'tool_input';
  return 'text';
}
