import { pathOf } from './server.ts';

// The words of the API's routes. Nothing else of a path becomes a part of a name.
const RESOURCES = words(
  'agents batches deployment_runs deployments dreams environments files memory_stores models',
  'sessions skills tunnels user_profiles vaults',
);
const BELOW = words(
  'action_urls certificates credentials events memories memory_versions resources threads',
  'versions work',
);
const ACTIONS = words(
  'ack archive cancel content enrollment_url heartbeat mcp_oauth_validate pause redact results',
  'reveal_token rotate_token run stop stream unpause',
);
/** Actions that stand where an id would. */
const ON_COLLECTION = words('poll stats stream');

const LISTED = new Map([
  ['get', 'list'],
  ['post', 'create'],
]);
const SINGLE = new Map([
  ['get', 'retrieve'],
  ['post', 'update'],
  ['put', 'update'],
  ['patch', 'update'],
  ['delete', 'delete'],
]);

/** What is posted to routes that are no resource's. */
const POSTED = new Map([
  ['/v1/messages', 'messages.create'],
  ['/v1/messages/count_tokens', 'messages.count_tokens'],
  ['/v1/complete', 'completions.create'],
]);
/** What the SDK calls otherwise than the rule does. */
const RENAMED = new Map([
  ['files.content', 'files.download'],
  ['files.create', 'files.upload'],
  ['files.retrieve', 'files.retrieve_metadata'],
  ['sessions.events.create', 'sessions.events.send'],
  ['sessions.resources.create', 'sessions.resources.add'],
  ['sessions.threads.stream', 'sessions.threads.events.stream'],
  ['skills.versions.content', 'skills.versions.download'],
  ['user_profiles.enrollment_url', 'user_profiles.create_enrollment_url'],
]);

/**
 * The SDK method behind a request, by its route: resources never say their name to `request()`. A
 * beta route is its stable one; a route of no known resource (`client.post('/v2/...')`) is its verb
 * alone, so that no path ever becomes a name.
 */
export function methodOf(verb: string, url: string): string {
  const path = pathOf(url);
  const posted = verb === 'post' ? POSTED.get(path) : undefined;
  return posted ?? nameByRule(verb, path) ?? verb;
}

/** `/v1/<resource>/<id>/<resource or action>/<id>/...`: names and ids in turn. */
function nameByRule(verb: string, path: string): string | undefined {
  const [version, ...segments] = path
    .replace(/^\/v1\/messages\/batches(?=\/|$)/, '/v1/batches')
    .split('/')
    .filter((segment) => segment !== '');
  const names = segments.filter((_, index) => index % 2 === 0);
  const last = segments.at(-1) ?? '';
  if (version !== 'v1' || !RESOURCES.has(names[0] ?? '')) return undefined;
  if (segments.length % 2 === 0) {
    const onCollection = names.length > 1 && ON_COLLECTION.has(last);
    return nameOf(names, onCollection ? last : SINGLE.get(verb));
  }
  if (names.length > 1 && ACTIONS.has(last)) return nameOf(names.slice(0, -1), last);
  return nameOf(names, LISTED.get(verb));
}

function nameOf([first, ...below]: string[], action: string | undefined): string | undefined {
  if (action === undefined || !below.every((name) => BELOW.has(name))) return undefined;
  const name = [first, ...below, action].join('.');
  return RENAMED.get(name) ?? name;
}

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.flatMap((line) => line.split(' ')));
}
