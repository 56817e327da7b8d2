import type { MessageContent } from '../script/step.ts';
import { makeId } from '../wire/ids.ts';
import { type Block, completeBlock } from './block.ts';
import { type Content, text } from './content.ts';
import { completeUsage, estimateTokens, type Usage } from './usage.ts';

/** A message as the API answers it. */
export interface Message {
  id: string;
  type: 'message';
  role: 'assistant';
  model: string;
  content: readonly Block[];
  container: null;
  diagnostics: null;
  stop_reason: string | null;
  stop_sequence: string | null;
  stop_details: null;
  usage: Usage;
}

const greeting = 'Hello! How can I help you today?';

/** The message that answers a request with this body, by the script's wishes. */
export function makeMessage(wishes: MessageContent, requestBody: unknown): Message {
  const content = contentOf(wishes).map(completeBlock);
  return {
    id: makeId('msg'),
    type: 'message',
    role: 'assistant',
    model: wishes.model ?? modelOf(requestBody) ?? 'claude-opus-5-5',
    content,
    container: null,
    diagnostics: null,
    stop_reason: wishes.stopReason ?? defaultStopReason(content, wishes.stopSequence),
    stop_sequence: wishes.stopSequence ?? null,
    stop_details: null,
    usage: completeUsage(wishes.usage ?? {}, estimateInputTokens(requestBody), content),
  };
}

/** What the request's messages, system prompt and tools may come to. */
export function estimateInputTokens(requestBody: unknown): number {
  const { messages, system, tools } = Object(requestBody);
  return estimateTokens(JSON.stringify([messages, system, tools]));
}

/** The `model` of a request body, if it has one. */
export function modelOf(requestBody: unknown): string | undefined {
  const { model } = Object(requestBody);
  return typeof model === 'string' ? model : undefined;
}

function contentOf(wishes: MessageContent): readonly Content[] {
  return wishes.content ?? [text(wishes.text ?? greeting)];
}

function defaultStopReason(content: readonly Block[], stopSequence: string | undefined): string {
  if (stopSequence !== undefined) return 'stop_sequence';
  return content.at(-1)?.type === 'tool_use' ? 'tool_use' : 'end_turn';
}
