import { isJsonObject, type Json, type JsonObject } from './json.ts';

/**
 * One part of a message, of the system instructions or of the tool definitions, as the OpenTelemetry
 * GenAI conventions have it. A `text` and a `reasoning` part have their text in `content`; a
 * `tool_call` has `id`, `name` and `arguments`; a `tool_call_response` has `id` and `response`; a
 * `server_tool_call` has `id`, `name` and `server_tool_call`; a `server_tool_call_response` has `id`
 * and `server_tool_call_response`; images and documents are `blob`, `file` or `uri`, without data; a
 * tool definition has `name` and, for the application's own (`function`), `description` and
 * `parameters`. A block that the conventions have no part for keeps the API's own type and fields.
 */
export type ContentPart = { type: string } & JsonObject;

export const isPart = (value: Json | undefined): value is ContentPart =>
  isJsonObject(value) && typeof value.type === 'string';
