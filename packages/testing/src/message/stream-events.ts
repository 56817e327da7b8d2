import type { Block } from './block.ts';
import type { Message } from './message.ts';

/** One event of a message stream; `type` is its SSE name too. */
export interface StreamEvent {
  type: string;
  [field: string]: unknown;
}

/** The events by which the API streams this message, without pings; each text is cut into `deltas`. */
export function streamEvents(message: Message, deltas: number): StreamEvent[] {
  return [
    messageStart(message),
    ...message.content.flatMap((block, index) => blockEvents(block, index, deltas)),
    messageDelta(message),
    { type: 'message_stop' },
  ];
}

function messageStart(message: Message): StreamEvent {
  // The output and the stop reason are not known yet: the API sends placeholders.
  const usage = { ...message.usage, output_tokens: 1, output_tokens_details: null };
  const begun = { ...message, content: [], stop_reason: null, stop_sequence: null };
  return {
    type: 'message_start',
    message: { ...begun, usage: { ...usage, server_tool_use: null } },
  };
}

function messageDelta({ stop_reason, stop_sequence, usage }: Message): StreamEvent {
  return {
    type: 'message_delta',
    delta: { stop_reason, stop_sequence, stop_details: null, container: null },
    usage: {
      input_tokens: usage.input_tokens,
      cache_creation_input_tokens: usage.cache_creation_input_tokens,
      cache_read_input_tokens: usage.cache_read_input_tokens,
      output_tokens: usage.output_tokens,
      output_tokens_details: usage.output_tokens_details,
      server_tool_use: usage.server_tool_use,
      ...(usage.iterations === undefined ? {} : { iterations: usage.iterations }),
    },
  };
}

function blockEvents(block: Block, index: number, deltas: number): StreamEvent[] {
  return [
    { type: 'content_block_start', index, content_block: emptied(block) },
    ...blockDeltas(block, deltas).map((delta) => ({ type: 'content_block_delta', index, delta })),
    { type: 'content_block_stop', index },
  ];
}

/** The block before its first delta. */
function emptied(block: Block): Block {
  switch (block.type) {
    case 'text':
      return { ...block, text: '', citations: block.citations ? [] : null };
    case 'thinking':
      return { ...block, thinking: '', signature: '' };
    case 'tool_use':
    case 'server_tool_use':
      return { ...block, input: {} };
    default:
      return block;
  }
}

function blockDeltas(block: Block, deltas: number): object[] {
  switch (block.type) {
    case 'text':
      return [
        ...cut(block.text ?? '', deltas).map((text) => ({ type: 'text_delta', text })),
        ...(block.citations ?? []).map((citation) => ({ type: 'citations_delta', citation })),
      ];
    case 'thinking':
      return [
        ...cut(block.thinking ?? '', deltas).map((thinking) => ({
          type: 'thinking_delta',
          thinking,
        })),
        { type: 'signature_delta', signature: block.signature },
      ];
    case 'tool_use':
    case 'server_tool_use':
      // The API opens a tool's input with an empty piece.
      return ['', ...cut(JSON.stringify(block.input), deltas)].map((partial_json) => ({
        type: 'input_json_delta',
        partial_json,
      }));
    default:
      return [];
  }
}

/** Cuts a text into at most `pieces` of about the same length, never within a character. */
function cut(value: string, pieces: number): string[] {
  const characters = [...value];
  const count = Math.min(pieces, characters.length);
  const border = (piece: number) => Math.round((piece * characters.length) / count);
  return Array.from({ length: count }, (_, piece) =>
    characters.slice(border(piece), border(piece + 1)).join(''),
  );
}
