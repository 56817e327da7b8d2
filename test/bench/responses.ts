/** How many events arrive together. */
const EVENTS_PER_CHUNK = 8;

// As many headers as the real API sends: a layer that copies headers pays for each of them.
const HEADERS = {
  'anthropic-organization-id': '11111111-2222-3333-4444-555555555555',
  'anthropic-ratelimit-input-tokens-limit': '2000000',
  'anthropic-ratelimit-input-tokens-remaining': '1999000',
  'anthropic-ratelimit-input-tokens-reset': '2026-11-21T09:00:00Z',
  'anthropic-ratelimit-output-tokens-limit': '400000',
  'anthropic-ratelimit-output-tokens-remaining': '399000',
  'anthropic-ratelimit-output-tokens-reset': '2026-11-21T09:00:00Z',
  'anthropic-ratelimit-requests-limit': '4000',
  'anthropic-ratelimit-requests-remaining': '3999',
  'anthropic-ratelimit-requests-reset': '2026-11-21T09:00:00Z',
  date: 'Sat, 21 Nov 2026 09:00:00 GMT',
  'request-id': 'req_011CSHoEeqs5C35K2UUqR7Fy',
};

const message = {
  id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
  type: 'message',
  role: 'assistant',
  model: 'claude-opus-5-5',
  content: [{ type: 'text', text: 'Rayleigh scattering: short wavelengths scatter most.' }],
  stop_reason: 'end_turn',
  stop_sequence: null,
  usage: { input_tokens: 12, output_tokens: 16, service_tier: 'standard' },
};
const json = JSON.stringify(message);

/** The answer to a call that does not stream, from memory. */
export function messageResponse(): Response {
  return new Response(json, { headers: { ...HEADERS, 'content-type': 'application/json' } });
}

/** Answers of so many events to calls that stream: each chunk is there as soon as it is asked for. */
export function streamResponses(events: number): () => Response {
  const chunks = encodeStream(events);
  return () => streamResponse(chunks);
}

function streamResponse(chunks: readonly Uint8Array[]): Response {
  let next = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = chunks[next++];
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
  });
  return new Response(body, { headers: { ...HEADERS, 'content-type': 'text/event-stream' } });
}

function encodeStream(count: number): Uint8Array[] {
  const delta = {
    type: 'content_block_delta',
    index: 0,
    delta: { type: 'text_delta', text: ' wave' },
  };
  const events: { type: string }[] = [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } } as never,
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } } as never,
    ...Array.from({ length: count - 5 }, () => delta),
    { type: 'content_block_stop', index: 0 } as never,
    {
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: message.usage,
    } as never,
    { type: 'message_stop' },
  ];
  const lines = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  const encoder = new TextEncoder();
  return Array.from({ length: Math.ceil(lines.length / EVENTS_PER_CHUNK) }, (_, index) =>
    encoder.encode(lines.slice(index * EVENTS_PER_CHUNK, (index + 1) * EVENTS_PER_CHUNK).join('')),
  );
}
