import {
  type Content,
  serverToolUse,
  text,
  thinking,
  toolUse,
  webSearch,
} from '@spanthropic/testing';
import { canary, longCanary, secret } from './canaries.ts';

/** An answer that holds a secret in every block that the API knows. */
export const content: readonly Content[] = [
  thinking(longCanary('thinking'), secret('thinking-signature')),
  { type: 'redacted_thinking', data: secret('answered-redacted-thinking') },
  ...webSearch(canary('search-query'), [
    { title: canary('search-title'), url: `https://example.com/${canary('search-url')}` },
  ]),
  serverToolUse('code_execution', { code: longCanary('code') }),
  {
    type: 'mcp_tool_use',
    id: 'mcptoolu_1',
    name: canary('mcp-tool'),
    server_name: canary('mcp-server'),
    input: { query: canary('mcp-input') },
  },
  {
    type: 'mcp_tool_result',
    tool_use_id: 'mcptoolu_1',
    is_error: false,
    content: [{ type: 'text', text: longCanary('mcp-result') }],
  },
  {
    ...text(longCanary('answer')),
    citations: [
      {
        type: 'char_location',
        cited_text: canary('cited-text'),
        document_index: 0,
        document_title: canary('cited-title'),
        start_char_index: 0,
        end_char_index: 9,
      },
    ],
  },
  toolUse(canary('called-tool'), { [canary('input-key')]: longCanary('input') }),
];

/** Response headers that are nobody's business. */
export const headers = {
  'set-cookie': `session=${secret('set-cookie')}; HttpOnly`,
  'anthropic-organization-id': secret('organization'),
  'x-internal': secret('response-header'),
  'anthropic-ratelimit-requests-remaining': secret('remaining'),
  'anthropic-ratelimit-tokens-reset': secret('reset'),
};
