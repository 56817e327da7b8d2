/** Text of the answer. */
export interface TextContent {
  type: 'text';
  text: string;
  /** The API's citation objects. Streamed as `citations_delta` after the text. Default: null. */
  citations?: readonly object[] | null;
}

/** The model's thinking, with the signature that the API puts below it. */
export interface ThinkingContent {
  type: 'thinking';
  thinking: string;
  /** Default: a made-up one. */
  signature?: string;
}

/** A call of one of the application's tools. */
export interface ToolUseContent {
  type: 'tool_use';
  /** Default: a new `toolu_...` id in each answer. */
  id?: string;
  name: string;
  input: object;
}

/** A call of a tool that the API runs itself, such as `web_search`. */
export interface ServerToolUseContent {
  type: 'server_tool_use';
  /** Default: a new `srvtoolu_...` id in each answer, so give one where a result refers to it. */
  id?: string;
  name: string;
  input: object;
}

/** What a web search of the API found. */
export interface WebSearchToolResultContent {
  type: 'web_search_tool_result';
  /** The id of the `server_tool_use` block. */
  tool_use_id: string;
  /** `web_search_result` objects, or one `web_search_tool_result_error` object. */
  content: readonly object[] | object;
}

/** A block of another type. It is sent as it is, and streamed whole in its `content_block_start`. */
export interface OtherContent {
  type: string;
  [field: string]: unknown;
}

/** A block of a message's `content`, in the API's own words; what is left out is filled in. */
export type Content =
  | TextContent
  | ThinkingContent
  | ToolUseContent
  | ServerToolUseContent
  | WebSearchToolResultContent
  | OtherContent;

/** One result of {@link webSearch}. */
export interface WebSearchResult {
  title: string;
  url: string;
}

/** A text block. */
export function text(value: string): TextContent {
  return { type: 'text', text: value };
}

/** A thinking block. */
export function thinking(value: string, signature?: string): ThinkingContent {
  return { type: 'thinking', thinking: value, ...(signature === undefined ? {} : { signature }) };
}

/** A tool call; a message that ends with one has the stop reason `tool_use`. */
export function toolUse(name: string, input: object, id?: string): ToolUseContent {
  return { type: 'tool_use', name, input, ...(id === undefined ? {} : { id }) };
}

/** A call of one of the API's own tools. */
export function serverToolUse(name: string, input: object, id?: string): ServerToolUseContent {
  return { type: 'server_tool_use', name, input, ...(id === undefined ? {} : { id }) };
}

/** The result of the web search that the `server_tool_use` block `toolUseId` asked for. */
export function webSearchToolResult(
  toolUseId: string,
  results: readonly WebSearchResult[],
): WebSearchToolResultContent {
  const content = results.map(({ title, url }) => ({
    type: 'web_search_result',
    title,
    url,
    encrypted_content: 'ZmFrZS1jbGF1ZGU=',
    page_age: null,
  }));
  return { type: 'web_search_tool_result', tool_use_id: toolUseId, content };
}

/** A web search and its result, to be spread into `content`. */
export function webSearch(
  query: string,
  results: readonly WebSearchResult[] = [{ title: 'Example', url: 'https://example.com/' }],
  id = 'srvtoolu_01FakeWebSearch',
): [ServerToolUseContent, WebSearchToolResultContent] {
  return [serverToolUse('web_search', { query }, id), webSearchToolResult(id, results)];
}
