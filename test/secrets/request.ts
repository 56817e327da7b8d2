import type Anthropic from '@anthropic-ai/sdk';
import { canary, longCanary, longSecret, secret } from './canaries.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The model of every request, which telemetry has to name. */
export const model = 'claude-opus-5-5';

/** Tools, whose definitions are the application's. */
const tools = [
  {
    name: canary('tool-name'),
    description: longCanary('tool-description'),
    input_schema: {
      type: 'object' as const,
      properties: {
        [canary('schema-property')]: { type: 'string', enum: [canary('schema-enum')] },
      },
    },
  },
];

/** A request that holds a secret in every place that takes a text. */
export const request = {
  model,
  max_tokens: 1024,
  system: [{ type: 'text', text: longCanary('system') }],
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: longCanary('user-text') },
        {
          type: 'image',
          source: { type: 'base64', media_type: 'image/png', data: base64(longSecret('image')) },
        },
        {
          type: 'image',
          source: { type: 'url', url: `https://example.com/?signature=${canary('image-url')}` },
        },
        {
          type: 'document',
          title: canary('document-title'),
          context: canary('document-context'),
          source: { type: 'text', media_type: 'text/plain', data: longSecret('document') },
        },
      ],
    },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: longCanary('past-thinking'), signature: secret('signature') },
        { type: 'redacted_thinking', data: secret('redacted-thinking') },
        {
          type: 'tool_use',
          id: 'toolu_1',
          name: 'lookup',
          input: { [canary('past-input-key')]: longCanary('past-input') },
        },
      ],
    },
    {
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'toolu_1', content: longCanary('tool-result') },
        {
          type: 'tool_result',
          tool_use_id: 'toolu_2',
          is_error: true,
          content: [{ type: 'text', text: longCanary('tool-error') }],
        },
      ],
    },
    { role: 'assistant', content: longCanary('prefill') },
  ],
  tools,
  tool_choice: { type: 'tool', name: canary('tool-choice') },
  stop_sequences: [canary('stop-sequence')],
  metadata: { user_id: secret('user-id') },
  output_config: {
    format: {
      type: 'json_schema',
      schema: { type: 'object', description: canary('output-schema') },
    },
  },
} satisfies Anthropic.MessageCreateParamsNonStreaming;

/** What the beta API takes besides. */
export const betaRequest = {
  ...request,
  betas: ['mcp-client-2025-11-20'],
  mcp_servers: [
    {
      type: 'url',
      name: canary('mcp-name'),
      url: `https://mcp.example.com/${secret('mcp-path')}?token=${secret('mcp-query')}`,
      authorization_token: secret('mcp-token'),
    },
  ],
} satisfies Anthropic.Beta.MessageCreateParamsNonStreaming;
