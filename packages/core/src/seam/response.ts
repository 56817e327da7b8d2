import type { ResponseFacts } from '../call/response-facts.ts';
import { readUsage } from '../call/usage.ts';

const word = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** What a parsed value says of an inference, or of counted tokens; undefined for all other values. */
export function readResponse(value: unknown): ResponseFacts | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, type, model, stop_reason, usage, input_tokens } = value as Record<string, unknown>;
  if (type === 'message') {
    return {
      id: word(id),
      model: word(model),
      stopReason: word(stop_reason),
      usage: readUsage(usage),
      partial: false,
    };
  }
  if (typeof input_tokens === 'number') return { countedTokens: input_tokens, partial: false };
  return undefined;
}
