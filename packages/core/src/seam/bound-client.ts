import { type Binding, runBound } from './binding.ts';
import { type ClaudeClient, isClient } from './client.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * The same client, whose calls are bound: it looks at the given one through a proxy, so that nothing is
 * constructed, and platform clients keep their configuration. Methods run on the client itself, whose
 * `#private` members no proxy has (all versions); resources (objects with a `_client`) see this one as
 * their client, so that helpers that keep it (streams, tool runners) are bound too.
 */
export function boundClient<Client extends ClaudeClient>(client: Client, binding: Binding): Client {
  const seen = new WeakMap<object, unknown>();
  const once = (key: object, make: () => unknown): unknown => {
    if (!seen.has(key)) seen.set(key, make());
    return seen.get(key);
  };
  const bound: Client = new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name === 'constructor') return value;
      if (isResource(value, target)) return once(value, () => resource(value));
      if (typeof value !== 'function') return value;
      return once(value, () => (...args: unknown[]) => {
        const result = runBound(binding, () => (value as Method).apply(target, args));
        // `withOptions()` makes a client of its own.
        return isClient(result) ? boundClient(result, binding) : result;
      });
    },
  });
  const resource = (of: object): unknown =>
    new Proxy(of, {
      get(target, name, receiver) {
        if (name === '_client') return bound;
        const value: unknown = Reflect.get(target, name, receiver);
        return isResource(value, client) ? once(value, () => resource(value)) : value;
      },
    });
  return bound;
}

const isResource = (value: unknown, client: object): value is object =>
  typeof value === 'object' && value !== null && '_client' in value && value._client === client;
