/** One server-sent event as the API writes it. */
export function sseFrame(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

/** An event whose `data` is cut off, so that it is no JSON. */
export const malformedJsonFrame =
  'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"del\n\n';

/** Lines that are no fields of server-sent events. */
export const malformedSseFrame =
  '<html><body>502 Bad Gateway</body></html>\ncontent_block_delta {"index":0}\n\n';
