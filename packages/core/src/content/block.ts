import { compact, isJsonObject, type Json, type JsonObject, objectOf, stringOf } from './json.ts';
import { withoutOpaque, withoutOpaqueFields } from './opaque.ts';
import type { ContentPart } from './part.ts';
import { referenceOf } from './reference.ts';

/** The part of a content block, of a request or of an answer. */
export function partOf(block: JsonObject): ContentPart {
  const type = stringOf(block.type) ?? 'unknown';
  switch (type) {
    case 'text':
      return { type, content: stringOf(block.text) ?? '', ...citationsOf(block) };
    case 'thinking':
      return { type: 'reasoning', content: stringOf(block.thinking) ?? '' };
    case 'tool_use':
      return {
        ...callOf('tool_call', block),
        arguments: block.input ?? null,
        ...compact({ toolset_name: stringOf(block.toolset_name) }),
      };
    case 'server_tool_use': {
      const call = callOf('server_tool_call', block);
      return { ...call, server_tool_call: { type: call.name, input: block.input ?? null } };
    }
    case 'mcp_tool_use': {
      const server_name = stringOf(block.server_name);
      const server_tool_call = {
        type: 'mcp',
        ...compact({ server_name }),
        input: block.input ?? null,
      };
      return { ...callOf('server_tool_call', block), server_tool_call };
    }
    case 'tool_result':
      return {
        type: 'tool_call_response',
        ...compact({ id: stringOf(block.tool_use_id) }),
        response: Array.isArray(block.content)
          ? block.content.map(partOfAny)
          : (block.content ?? null),
        ...(block.is_error === true && { is_error: true }),
      };
    case 'image':
    case 'document':
      return referenceOf(block, type) ?? genericPart(type, block);
    case 'compaction':
      return { type, content: stringOf(block.content) ?? null };
    default:
      return type.endsWith('_tool_result') ? serverResponse(type, block) : genericPart(type, block);
  }
}

function citationsOf({ citations }: JsonObject): { citations?: Json } {
  return Array.isArray(citations) && citations.length > 0
    ? { citations: withoutOpaque(citations) }
    : {};
}

const partOfAny = (block: Json): Json => (isJsonObject(block) ? partOf(block) : block);

function callOf(type: string, block: JsonObject): ContentPart & { name: string } {
  return { type, ...compact({ id: stringOf(block.id) }), name: stringOf(block.name) ?? 'unknown' };
}

/** The result of a tool that the API, or an MCP server for it, ran. */
function serverResponse(type: string, block: JsonObject): ContentPart {
  const { tool_use_id, type: _, ...rest } = withoutOpaqueFields(block);
  return {
    type: 'server_tool_call_response',
    ...compact({ id: stringOf(tool_use_id) }),
    server_tool_call_response: { type, ...rest },
  };
}

/** A block that the conventions have no part for, in the API's words. */
function genericPart(type: string, block: JsonObject): ContentPart {
  return { ...objectOf(withoutOpaque(block)), type };
}
