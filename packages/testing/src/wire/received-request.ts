import type { IncomingMessage } from 'node:http';
import { modelOf } from '../message/message.ts';

/** A request with its whole body. */
export interface ReceivedRequest {
  method: string;
  /** With the query. */
  path: string;
  /** The path and query parsed; its host means nothing. */
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** The bytes of the body, one character each. */
  binary: string;
  /** The body parsed; undefined when it is no JSON. */
  json: unknown;
  model: string | undefined;
}

/** Reads a request to its end; rejects when the client goes away before. */
export async function receive(incoming: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const body = bytes.toString('utf8');
  const path = incoming.url ?? '/';
  const json = parsed(body);
  return {
    method: incoming.method ?? 'GET',
    path,
    url: new URL(`http://127.0.0.1${path.startsWith('/') ? path : '/'}`),
    headers: joined(incoming.headersDistinct),
    body,
    binary: bytes.toString('latin1'),
    json,
    model: modelOf(json),
  };
}

function joined(headers: NodeJS.Dict<string[]>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => [name, values?.join(', ') ?? '']),
  );
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
