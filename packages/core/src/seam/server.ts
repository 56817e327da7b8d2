/** Where a URL leads. */
export interface Server {
  readonly serverAddress?: string | undefined;
  readonly serverPort?: number | undefined;
}

const ORIGIN = /^[a-z]+:\/\/[^/?#]*/i;
const KEPT = 64;
const known = new Map<string, Server>();

/** The host and port of `url`. Parsed once for each origin: a client has one or two. */
export function serverOf(url: string): Server {
  const origin = ORIGIN.exec(url)?.[0] ?? '';
  let server = known.get(origin);
  if (server === undefined) {
    server = parse(origin);
    if (known.size >= KEPT) known.clear();
    known.set(origin, server);
  }
  return server;
}

function parse(origin: string): Server {
  if (!URL.canParse(origin)) return {};
  const { hostname, port, protocol } = new URL(origin);
  return { serverAddress: hostname, serverPort: Number(port) || (protocol === 'http:' ? 80 : 443) };
}

/** The path of `url`, without query and fragment. */
export function pathOf(url: string): string {
  const start = ORIGIN.exec(url)?.[0].length ?? 0;
  const end = url.slice(start).search(/[?#]/);
  const path = end === -1 ? url.slice(start) : url.slice(start, start + end);
  return path === '' ? '/' : path;
}
