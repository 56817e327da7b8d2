/** What a path of a route or a mount may be given as. */
export type Path = string | RegExp | readonly Path[];

/**
 * What Express makes of one `use()` or one route. Not public, and the same since Express 4 unless said otherwise:
 * what is missing costs the template, nothing else.
 */
export interface Layer {
  readonly name?: string | undefined;
  readonly handle?: unknown;
  readonly route?: { readonly path?: Path } | undefined;
  /** Express 5, with router 2.3: one for each matcher. */
  readonly rawPath?: Path | undefined;
  /** Express 5: one for each path it was given. */
  readonly matchers?: readonly Matcher[] | undefined;
  /** Express 5: a mount at `/`. */
  readonly slash?: boolean | undefined;
  /** Express 4. */
  readonly regexp?: (RegExp & { readonly fast_slash?: boolean }) | undefined;
  /** Express 4. */
  readonly keys?: readonly { readonly name: string | number }[] | undefined;
}

type Matcher = (path: string) => Match | false;

interface Match {
  readonly path: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The part of a path that a layer stands for. */
export interface Matched {
  /** As it came. */
  readonly path: string;
  /** As the application wrote it, or what must be that. */
  readonly template: string;
}

/** Stands for a part of a path that may hold anything. */
export const UNPROVEN = '/*';

/** What of `path` the layer takes; undefined if it does not fit. */
export function match(layer: Layer, path: string): Matched | undefined {
  const { matchers, regexp, slash, rawPath, route } = layer;
  if (slash || regexp?.fast_slash) return { path: '', template: '' };
  const given = rawPath ?? route?.path;
  if (matchers) return matchFirst(matchers, given, path);
  const found = regexp?.exec(path);
  if (!regexp || !found) return undefined;
  return {
    path: found[0],
    template: given === undefined ? decoded(regexp, layer.keys) : written(given),
  };
}

/** A path as the application wrote it. */
export function written(path: Path): string {
  if (typeof path === 'string') return path === '' || /^[/{]/.test(path) ? path : `/${path}`;
  return path instanceof RegExp ? String(path) : path.map(written).join(',');
}

function matchFirst(
  matchers: readonly Matcher[],
  given: Path | undefined,
  path: string,
): Matched | undefined {
  for (const [index, matcher] of matchers.entries()) {
    const found = matcher(path);
    if (!found) continue;
    const one = Array.isArray(given) ? given[index] : given;
    const template = one === undefined ? rebuilt(matcher, found) : written(one);
    return { path: found.path, template };
  }
  return undefined;
}

/**
 * Express 5 with router 2.0 to 2.2 forgets the path it was given. In one written as a string all that can vary is in
 * a parameter, so what matched is that path again, but for these.
 */
function rebuilt(matcher: Matcher, { path, params }: Match): string {
  if (matcher.name === 'regexpMatcher') return UNPROVEN;
  const segments = path.split('/');
  // Unless told to, a router is not particular about case, and clients may write it as they like.
  const plain = matcher(path.toLowerCase()) ? path.toLowerCase().split('/') : segments;
  for (const [name, value] of Object.entries(params)) {
    const places = segments.flatMap((segment, place) =>
      decodeURIComponent(segment) === value ? [place] : [],
    );
    const [place] = places;
    if (place === undefined || places.length > 1) return UNPROVEN;
    plain[place] = `:${name}`;
  }
  return plain.join('/');
}

/** How Express 4 writes `/:name`, in the versions of its path-to-regexp. */
const PARAMETER = /(?:\(\?:\\\/|\\\/(?:\(\?:)?)\(\[\^\\?\/\]\+\?\)\)?/g;
/** How it ends what is mounted. */
const TAIL = /\\\/\?\(\?=\\\/\|\$\)$/;

/** Express 4 keeps the expression alone that it made of a mount's path. */
function decoded({ source }: RegExp, keys: Layer['keys'] = []): string {
  let at = 0;
  const plain = source
    .replace(/^\^/, '')
    .replace(TAIL, '')
    .replace(PARAMETER, () => `\\/:${keys[at++]?.name}`);
  const literal = /^(?:\\[/.-]|[\w~!@%&=:;,' -])*$/.test(plain);
  return literal && at === keys.length ? plain.replaceAll('\\', '') : UNPROVEN;
}
