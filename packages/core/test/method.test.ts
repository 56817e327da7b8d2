import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { methodOf } from '../src/seam/method.ts';

interface Route {
  verb: string;
  route: string;
  /** What the SDK calls its own span, without `anthropic.`. */
  name: string;
}

const REQUEST = /_client\s*\.(get|post|put|patch|delete|getAPIList)\(/;
const SPAN = /startApiCallSpan\(this\._client, 'anthropic\.([^']+)',[^{]*\{\s*route: '([^']+)'/;

/** Each method of each resource sends one request, and then names its span and its route. */
function routesOfTheSdk(): Route[] {
  const resources = new URL('./resources/', import.meta.resolve('@anthropic-ai/sdk'));
  const routes: Route[] = [];
  for (const file of readdirSync(resources, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.mjs')) continue;
    const source = readFileSync(new URL(file, resources), 'utf8');
    let verb = '';
    for (const match of source.matchAll(new RegExp(`${REQUEST.source}|${SPAN.source}`, 'g'))) {
      const [, sent, name, route] = match;
      if (sent) verb = sent === 'getAPIList' ? 'get' : sent;
      else if (name && route) routes.push({ verb, route, name });
    }
  }
  return routes;
}

/** Ids such as the API makes them. */
const IDS: Record<string, string> = {
  message_batch_id: 'msgbatch_01AbCdEf',
  model_id: 'claude-opus-5-5',
  file_id: 'file_011CNha8iCJcU1wXNR6q4V8w',
  version: '1759178010641129',
};
const withIds = (route: string): string =>
  route.replace(/\{(\w+)\}/g, (_, name: string) => IDS[name] ?? `${name.slice(0, 4)}_01AbCdEf`);

const routes = routesOfTheSdk();
const known = routes.filter(({ route }) => !route.startsWith('/v1/organizations'));

describe('the method of a request', () => {
  it('is read from the SDK that is installed', () => {
    const names = new Set(known.map(({ name }) => name));
    expect(names.size).toBeGreaterThan(75);
    expect(names).toContain('messages.count_tokens');
    expect(names).toContain('messages.batches.results');
  });

  it.each(known)('is $name for $verb $route, as on the SDK’s own span', (sent) => {
    const name = sent.name.replace(/^messages\.batches\./, 'batches.');
    expect(methodOf(sent.verb, withIds(sent.route))).toBe(name);
    expect(methodOf(sent.verb, `${withIds(sent.route)}?beta=true&limit=20`)).toBe(name);
  });

  it.each([
    ['post', '/v1/messages', 'messages.create'],
    ['post', '/v1/messages?beta=true', 'messages.create'],
    ['post', 'https://api.example.com/v1/messages', 'messages.create'],
    ['post', '/v1/complete', 'completions.create'],
    ['get', '/v1/files/', 'files.list'],
    ['get', '/v1/models/claude-opus-5-5#top', 'models.retrieve'],
  ])('of %s %s is %s', (verb, url, name) => {
    expect(methodOf(verb, url)).toBe(name);
  });

  it('is the verb for every route of the administration of an organization', () => {
    const others = routes.filter(({ route }) => route.startsWith('/v1/organizations'));
    expect(others.length).toBeGreaterThan(100);
    for (const { verb, route } of others) expect(methodOf(verb, withIds(route))).toBe(verb);
  });

  it.each([
    '/v2/messages',
    '/v1/messages/msg_01Ab',
    '/v1/messages/batches_of_mine',
    '/v1/messages/models',
    '/v1',
    '/',
    '',
    '/v1/customers/jane@example.com',
    '/v1/models/claude-opus-5-5/jane',
    '/v1/models/claude-opus-5-5/jane/doe',
    '/v1/files/file_1/versions/2/secret_word',
    '/v1/sessions/s_1/archive/a_1',
    '/v1/environments/work/poll/now/then/and/later',
    `/v1/${'x'.repeat(300)}`,
    '/v1/toString/constructor',
    'no path at all',
  ])('is the verb alone for a route the API does not have: %s', (path) => {
    expect(methodOf('post', path)).toBe('post');
    expect(methodOf('get', path)).toBe('get');
  });

  it('is one of the SDK’s names or a verb, whatever stands where ids do', () => {
    const ids = ['jane@example.com', 'list', 'results', '../..', '%2e%2e', 'é', 'constructor', '1'];
    const names = new Set(['get', 'post', 'delete']);
    for (const { name } of known) names.add(name.replace(/^messages\.batches\./, 'batches.'));
    for (const id of ids) {
      for (const { verb, route } of known) {
        expect(names).toContain(methodOf(verb, route.replace(/\{\w+\}/g, id)));
      }
    }
  });

  it('knows no method in a verb it has never heard of', () => {
    expect(methodOf('purge', '/v1/files/file_1')).toBe('purge');
    expect(methodOf('constructor', '/v1/files')).toBe('constructor');
  });
});
