import { jsonAnswer } from '../answer/answer.ts';
import { makeId } from '../wire/ids.ts';
import type { Route } from './route.ts';

interface StoredFile {
  metadata: { id: string; filename: string; mime_type: string };
  content: Buffer;
}

/** The files of one server. */
export class FileRoutes {
  readonly #files = new Map<string, StoredFile>();

  /** `POST /v1/files`. */
  readonly upload: Route = ({ request, step }) => {
    const stored = storedFile(request.headers['content-type'] ?? '', request.binary);
    this.#files.set(stored.metadata.id, stored);
    return jsonAnswer(stored.metadata, step);
  };

  /** `GET /v1/files`: all in one page. */
  readonly list: Route = ({ step }) => {
    const data = [...this.#files.values()].map(({ metadata }) => metadata);
    const ids = { first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null };
    return jsonAnswer({ data, has_more: false, ...ids, next_page: null }, step);
  };

  /** `GET /v1/files/:id`. */
  readonly retrieve: Route = ({ step, id }) => {
    const file = this.#files.get(id);
    return file && jsonAnswer(file.metadata, step);
  };

  /** `GET /v1/files/:id/content`. */
  readonly content: Route = ({ step, id }) => {
    const file = this.#files.get(id);
    if (file === undefined) return undefined;
    const contentType = file.metadata.mime_type;
    return { kind: 'body', status: 200, contentType, body: file.content, options: step };
  };
}

/** Takes the part of a multipart form that has a file name; a body of another form is the file itself. */
function storedFile(contentType: string, body: string): StoredFile {
  const boundary = /boundary="?([^";]+)/.exec(contentType)?.[1];
  const parts = boundary === undefined ? [] : body.split(`--${boundary}`);
  const part = parts.find((one) => one.includes('filename=')) ?? `\r\n\r\n${body}\r\n`;
  const border = part.indexOf('\r\n\r\n');
  const head = part.slice(0, border);
  const content = Buffer.from(part.slice(border + 4, -2), 'latin1');
  const metadata = {
    type: 'file',
    id: makeId('file'),
    filename: /filename="([^"]*)"/.exec(head)?.[1] ?? 'file',
    mime_type: /content-type: *(.+)/i.exec(head)?.[1]?.trim() ?? 'application/octet-stream',
    size_bytes: content.length,
    created_at: new Date().toISOString(),
    downloadable: true,
  };
  return { metadata, content };
}
