import { pathOf } from './server.ts';

/** The resources of the API: nothing else of a path becomes a part of a name. */
const RESOURCES = new Set([
  'agents',
  'batches',
  'deployment_runs',
  'deployments',
  'dreams',
  'environments',
  'files',
  'memory_stores',
  'models',
  'sessions',
  'skills',
  'tunnels',
  'user_profiles',
  'vaults',
]);

/** Routes that the rule below does not name as the SDK does. */
const NAMED: Record<string, string> = {
  'post /v1/messages': 'messages.create',
  'post /v1/messages/count_tokens': 'messages.count_tokens',
  'post /v1/complete': 'completions.create',
  'post /v1/files': 'files.upload',
};

const LISTED: Record<string, string> = { get: 'list', post: 'create' };
const SINGLE: Record<string, string> = {
  get: 'retrieve',
  post: 'update',
  put: 'update',
  patch: 'update',
  delete: 'delete',
};
const READ: Record<string, string> = { content: 'download' };
const RENAMED: Record<string, string> = {
  'files.retrieve': 'files.retrieve_metadata',
  'sessions.events.create': 'sessions.events.send',
  'sessions.resources.create': 'sessions.resources.add',
};

/**
 * The SDK method behind a request, by its route: resources never say their name to `request()`. A
 * beta route is its stable one; a route of no known resource (`client.post('/v2/...')`) is its verb
 * alone, so that no path ever becomes a name.
 */
export function methodOf(verb: string, url: string): string {
  const path = pathOf(url);
  return NAMED[`${verb} ${path}`] ?? nameByRule(verb, path) ?? verb;
}

/** `/v1/<resource>/<id>/<resource or action>/<id>/...`: names and ids in turn. */
function nameByRule(verb: string, path: string): string | undefined {
  const [version, ...rest] = path.split('/').filter((segment) => segment !== '');
  const segments = rest[0] === 'messages' ? rest.slice(1) : rest;
  if (version !== 'v1' || !RESOURCES.has(segments[0] ?? '')) return undefined;
  const names = segments.filter((_, index) => index % 2 === 0);
  if (names.length > 3 || !names.every((name) => /^[a-z_]{2,32}$/.test(name))) return undefined;
  const action = segments.length % 2 === 0 ? SINGLE[verb] : actionOn(verb, names);
  if (action === undefined) return undefined;
  const name = [...names, action].join('.');
  return RENAMED[name] ?? name;
}

/** A path that ends in a name: a collection, or something done to the thing before it. */
function actionOn(verb: string, names: string[]): string | undefined {
  const last = names.at(-1) ?? '';
  const isCollection =
    names.length === 1 || (last.endsWith('s') && last !== 'results') || last === 'work';
  if (isCollection) return LISTED[verb];
  names.pop();
  return verb === 'get' ? (READ[last] ?? last) : last;
}
