/** Where a URL leads. */
export interface Destination {
  readonly serverAddress: string | undefined;
  readonly serverPort: number | undefined;
  /** Without query and fragment. */
  readonly urlPath: string;
}

const ORIGIN = /^[a-z]+:\/\/[^/?#]*/i;
const KEPT = 100;
const known = new Map<string, Destination>();

/** Where `url` leads. Most calls of a process go to one or two URLs, so what was parsed is kept, within bounds. */
export function destinationOf(url: string): Destination {
  let destination = known.get(url);
  if (destination === undefined) {
    destination = parse(url);
    if (known.size >= KEPT) known.clear();
    known.set(url, destination);
  }
  return destination;
}

function parse(url: string): Destination {
  const origin = ORIGIN.exec(url)?.[0] ?? '';
  return { ...serverOf(origin), urlPath: pathOf(url) };
}

function serverOf(origin: string): Omit<Destination, 'urlPath'> {
  if (!URL.canParse(origin)) return { serverAddress: undefined, serverPort: undefined };
  const { hostname, port, protocol } = new URL(origin);
  return { serverAddress: hostname, serverPort: Number(port) || (protocol === 'http:' ? 80 : 443) };
}

/** The path of `url`, absolute or relative, without query and fragment. */
export function pathOf(url: string): string {
  const start = url.startsWith('/') ? 0 : (ORIGIN.exec(url)?.[0].length ?? 0);
  const end = url.slice(start).search(/[?#]/);
  const path = end === -1 ? url.slice(start) : url.slice(start, start + end);
  return path === '' ? '/' : path;
}
