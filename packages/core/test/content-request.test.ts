import { describe, expect, it } from 'vitest';
import type { ContentCapture } from '../src/content/capture.ts';
import { ContentWriter } from '../src/content/writer.ts';

const whole: ContentCapture = { maxBytes: 1_000_000, redact: undefined };

/** The parts that a request with these content blocks is written as. */
function partsOf(...blocks: unknown[]): unknown[] {
  const body = { messages: [{ role: 'user', content: blocks }] };
  const { inputMessages } = new ContentWriter(whole).request(body);
  return JSON.parse(inputMessages ?? '[{}]')[0].parts;
}

/** The tool definitions of a request with these tools. */
function definitionsOf(...tools: unknown[]): unknown {
  return JSON.parse(new ContentWriter(whole).tools({ tools }) ?? 'null');
}

describe('the messages of a request', () => {
  it('are role and parts, a bare text being one part', () => {
    const { inputMessages } = new ContentWriter(whole).request({
      messages: [
        { role: 'user', content: 'Why is the sky blue?' },
        { role: 'assistant', content: [{ type: 'text', text: 'It ' }] },
      ],
    });
    expect(JSON.parse(inputMessages ?? '')).toEqual([
      { role: 'user', parts: [{ type: 'text', content: 'Why is the sky blue?' }] },
      { role: 'assistant', parts: [{ type: 'text', content: 'It ' }] },
    ]);
  });

  it('have thinking as reasoning, without its signature', () => {
    expect(partsOf({ type: 'thinking', thinking: 'Hm.', signature: 'c2ln' })).toEqual([
      { type: 'reasoning', content: 'Hm.' },
    ]);
  });

  it('say that there was redacted thinking, and nothing of it', () => {
    expect(partsOf({ type: 'redacted_thinking', data: 'c2VjcmV0' })).toEqual([
      { type: 'redacted_thinking' },
    ]);
  });

  it('have tool calls with their arguments, and results as responses', () => {
    const use = { type: 'tool_use', id: 'toolu_1', name: 'weather', input: { city: 'Bern' } };
    const result = { type: 'tool_result', tool_use_id: 'toolu_1', content: '12 °C' };
    const failed = { ...result, content: [{ type: 'text', text: 'No.' }], is_error: true };
    const empty = { type: 'tool_result', tool_use_id: 'toolu_1' };
    expect(partsOf(use, result, failed, empty)).toEqual([
      { type: 'tool_call', id: 'toolu_1', name: 'weather', arguments: { city: 'Bern' } },
      { type: 'tool_call_response', id: 'toolu_1', response: '12 °C' },
      {
        type: 'tool_call_response',
        id: 'toolu_1',
        response: [{ type: 'text', content: 'No.' }],
        is_error: true,
      },
      { type: 'tool_call_response', id: 'toolu_1', response: null },
    ]);
  });

  it("name the toolset that a tool's name is of", () => {
    const use = {
      type: 'tool_use',
      id: 'toolu_1',
      name: 'key',
      input: {},
      toolset_name: 'computer',
    };
    expect(partsOf(use)).toMatchObject([{ name: 'key', toolset_name: 'computer' }]);
  });

  it('keep what the application itself calls a signature, or encrypted', () => {
    const input = { signature: 'J. Doe', encrypted_at: 'noon', data: 'x', cache_control: 1 };
    expect(partsOf({ type: 'tool_use', id: 'toolu_1', name: 'sign', input })).toMatchObject([
      { arguments: input },
    ]);
  });

  it('have tools that the API runs apart from those of the application', () => {
    const use = { type: 'server_tool_use', id: 's1', name: 'web_search', input: { query: 'sky' } };
    const result = {
      type: 'web_search_tool_result',
      tool_use_id: 's1',
      content: [
        {
          type: 'web_search_result',
          title: 'Sky',
          url: 'https://x.test',
          encrypted_content: 'eA==',
        },
      ],
    };
    expect(partsOf(use, result)).toEqual([
      {
        type: 'server_tool_call',
        id: 's1',
        name: 'web_search',
        server_tool_call: { type: 'web_search', input: { query: 'sky' } },
      },
      {
        type: 'server_tool_call_response',
        id: 's1',
        server_tool_call_response: {
          type: 'web_search_tool_result',
          content: [{ type: 'web_search_result', title: 'Sky', url: 'https://x.test' }],
        },
      },
    ]);
  });

  it('have calls through an MCP server as calls of a server tool', () => {
    const use = { type: 'mcp_tool_use', id: 'm1', name: 'find', server_name: 'docs', input: {} };
    const content = [{ type: 'text', text: 'Found.' }];
    const result = { type: 'mcp_tool_result', tool_use_id: 'm1', is_error: false, content };
    expect(partsOf(use, result)).toEqual([
      {
        type: 'server_tool_call',
        id: 'm1',
        name: 'find',
        server_tool_call: { type: 'mcp', server_name: 'docs', input: {} },
      },
      {
        type: 'server_tool_call_response',
        id: 'm1',
        server_tool_call_response: { type: 'mcp_tool_result', is_error: false, content },
      },
    ]);
  });

  it('have the summary of a compaction, without what only the API reads', () => {
    const block = {
      type: 'compaction',
      content: 'They spoke.',
      encrypted_content: 'eA==',
      signature: 'eA==',
    };
    expect(partsOf(block, { type: 'compaction', content: null })).toEqual([
      { type: 'compaction', content: 'They spoke.' },
      { type: 'compaction', content: null },
    ]);
  });

  it('have citations with their text', () => {
    const citation = { type: 'char_location', cited_text: 'blue', document_index: 0 };
    const block = {
      type: 'text',
      text: 'Blue.',
      citations: [{ ...citation, encrypted_index: 'eA==' }],
    };
    expect(partsOf(block, { type: 'text', text: 'x', citations: null })).toEqual([
      { type: 'text', content: 'Blue.', citations: [citation] },
      { type: 'text', content: 'x' },
    ]);
  });

  it("keep a block of another type in the API's words", () => {
    const found = { type: 'search_result', source: 'https://x.test', title: 'Sky', content: [] };
    expect(partsOf({ ...found, cache_control: { type: 'ephemeral' } })).toEqual([found]);
    expect(partsOf({ text: 'no type' })).toEqual([{ type: 'unknown', text: 'no type' }]);
  });

  it('keep the schema of a tool that is added on the way', () => {
    const input_schema = { properties: { signature: { type: 'string' } } };
    const tool = { type: 'tool_definition', name: 'sign', input_schema };
    expect(partsOf({ type: 'tool_addition', tool })).toEqual([{ type: 'tool_addition', tool }]);
  });

  it('pass over what is no message and no block', () => {
    const messages = [
      null,
      'hello',
      { role: 'user', content: [null, 'x', 7] },
      { role: 7, content: 'y' },
    ];
    const { inputMessages } = new ContentWriter(whole).request({ messages });
    expect(JSON.parse(inputMessages ?? '')).toEqual([
      { role: 'user', parts: [] },
      { role: 'unknown', parts: [{ type: 'text', content: 'y' }] },
    ]);
    expect(new ContentWriter(whole).request({ messages: 'hello' }).inputMessages).toBeUndefined();
    expect(new ContentWriter(whole).request({}).inputMessages).toBeUndefined();
  });
});

describe('images and documents', () => {
  const png = Buffer.from('a picture.').toString('base64');

  it.each([
    [
      'image',
      { type: 'base64', media_type: 'image/png', data: png },
      { type: 'blob', modality: 'image', mime_type: 'image/png', size: 10 },
    ],
    [
      'document',
      { type: 'base64', media_type: 'application/pdf', data: png },
      { type: 'blob', modality: 'document', mime_type: 'application/pdf', size: 10 },
    ],
    [
      'document',
      { type: 'text', media_type: 'text/plain', data: 'zwölf' },
      { type: 'blob', modality: 'document', mime_type: 'text/plain', size: 6 },
    ],
    [
      'document',
      {
        type: 'content',
        content: [
          { type: 'text', text: 'abc' },
          { type: 'text', text: 'd' },
        ],
      },
      { type: 'blob', modality: 'document', size: 4 },
    ],
    [
      'document',
      { type: 'content', content: 'abc' },
      { type: 'blob', modality: 'document', size: 3 },
    ],
    [
      'image',
      { type: 'url', url: 'https://x.test/a.png' },
      { type: 'uri', modality: 'image', uri: 'https://x.test/a.png' },
    ],
    [
      'image',
      { type: 'url', url: `data:image/png;base64,${png}` },
      { type: 'blob', modality: 'image', mime_type: 'image/png', size: 10 },
    ],
    [
      'document',
      { type: 'file', file_id: 'file_1' },
      { type: 'file', modality: 'document', file_id: 'file_1' },
    ],
  ])('are a reference, never the data: %s %j', (type, source, part) => {
    expect(partsOf({ type, source })).toEqual([part]);
  });

  it('keep their title', () => {
    const source = { type: 'url', url: 'https://x.test/a.pdf' };
    expect(partsOf({ type: 'document', source, title: 'A' })).toMatchObject([{ title: 'A' }]);
  });

  it('inside a result are references, too', () => {
    const source = { type: 'base64', media_type: 'image/png', data: png };
    expect(
      partsOf({ type: 'tool_result', tool_use_id: 't', content: [{ type: 'image', source }] }),
    ).toEqual([
      {
        type: 'tool_call_response',
        id: 't',
        response: [{ type: 'blob', modality: 'image', mime_type: 'image/png', size: 10 }],
      },
    ]);
  });

  it.each([
    { type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: png } },
    { type: 'text_editor_code_execution_view_result', file_type: 'image', content: png },
    { type: 'what_comes_next', source: { type: 'base64', data: png } },
  ])('that an API tool returned leave their size: %j', (content) => {
    const [part] = partsOf({ type: 'web_fetch_tool_result', tool_use_id: 't', content });
    expect(JSON.stringify(part)).toContain('"size":10');
    expect(JSON.stringify(part)).not.toContain(png);
  });

  it('of a source that is not known stay as they are', () => {
    const source = { type: 'next', place: 'x' };
    expect(partsOf({ type: 'image', source })).toEqual([{ type: 'image', source }]);
  });

  it('of unpadded base64 have their size', () => {
    const source = { type: 'base64', media_type: 'image/png', data: 'QUI' };
    expect(partsOf({ type: 'image', source })).toMatchObject([{ size: 2 }]);
  });
});

describe('the system instructions', () => {
  it.each([
    ['Be brief.', [{ type: 'text', content: 'Be brief.' }]],
    [
      [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral' } }],
      [{ type: 'text', content: 'Be brief.' }],
    ],
  ])('are text parts: %j', (system, parts) => {
    const { systemInstructions } = new ContentWriter(whole).request({ system, messages: [] });
    expect(JSON.parse(systemInstructions ?? '')).toEqual(parts);
  });

  it('are absent where there are none', () => {
    expect(new ContentWriter(whole).request({ messages: [] }).systemInstructions).toBeUndefined();
  });
});

describe('the tool definitions', () => {
  it("are functions for the application's own tools", () => {
    const input_schema = { type: 'object', properties: { signature: { type: 'string' } } };
    const tool = {
      name: 'sign',
      description: 'Signs.',
      input_schema,
      cache_control: { type: 'ephemeral' },
    };
    expect(definitionsOf(tool, { type: 'custom', name: 'bare', input_schema })).toEqual([
      { type: 'function', name: 'sign', description: 'Signs.', parameters: input_schema },
      { type: 'function', name: 'bare', parameters: input_schema },
    ]);
  });

  it("keep the type of the API's own", () => {
    const search = { type: 'web_search_20260318', name: 'web_search', max_uses: 3 };
    const mcp = { type: 'mcp_toolset', mcp_server_name: 'docs' };
    expect(definitionsOf(search, mcp)).toEqual([search, { ...mcp, name: 'docs' }]);
  });

  it('have no token of an MCP server, wherever it stands', () => {
    const body = {
      messages: [{ role: 'user', content: 'Hi.' }],
      mcp_servers: [
        { type: 'url', name: 'docs', url: 'https://x.test', authorization_token: 'tok' },
      ],
      tools: [{ type: 'mcp_toolset', mcp_server_name: 'docs', authorization_token: 'tok' }],
    };
    const writer = new ContentWriter(whole);
    expect(JSON.stringify([writer.request(body), writer.tools(body)])).not.toContain('tok');
  });

  it('are absent where there are none', () => {
    expect(new ContentWriter(whole).tools({})).toBeUndefined();
    expect(new ContentWriter(whole).tools({ tools: [] })).toBeUndefined();
  });
});
