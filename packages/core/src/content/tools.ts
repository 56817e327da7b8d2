import { compact, type JsonObject, stringOf } from './json.ts';
import { withoutOpaqueFields } from './opaque.ts';
import type { ContentPart } from './part.ts';

/** The definition of a tool of the request: one of the application's own is a `function`, the API's keep their type. */
export function definitionOf(tool: JsonObject): ContentPart {
  const type = stringOf(tool.type);
  const name = stringOf(tool.name) ?? stringOf(tool.mcp_server_name) ?? 'unknown';
  if (type !== undefined && type !== 'custom') return { ...withoutOpaqueFields(tool), type, name };
  const { description, input_schema: parameters } = tool;
  return { type: 'function', name, ...compact({ description: stringOf(description), parameters }) };
}

/** What is left of a definition where there is no room for the whole of it. */
export const nameOf = ({ type, name }: ContentPart): ContentPart => ({
  type,
  ...compact({ name }),
});
