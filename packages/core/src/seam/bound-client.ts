import { type Binding, runBound } from './binding.ts';
import { type ClaudeClient, isClient } from './client.ts';

type Method = (...args: unknown[]) => unknown;
type Constructor = new (...args: unknown[]) => object;

/** Members that are functions and no methods: what `instanceof` goes by, and what the application gave. */
const NO_METHODS = new Set<PropertyKey>(['constructor', 'fetch']);
/** Methods whose lists keep the client that later pages are asked of (the second is TypeScript-public, all versions). */
const LISTS = new Set<PropertyKey>(['getAPIList', 'requestAPIList']);

/**
 * The same client, whose calls are bound: it looks at the given one through a proxy, so that nothing is
 * constructed, and platform clients keep their configuration. Methods run on the client itself, whose
 * `#private` members no proxy has (all versions); resources (objects with a `_client`) see this one as
 * their client, so that helpers that keep it (streams, tool runners, pages) are bound too.
 */
export function boundClient<Client extends ClaudeClient>(client: Client, binding: Binding): Client {
  const views = new WeakMap<object, unknown>();
  const view = <T extends object>(of: T, make: (of: T) => unknown): unknown => {
    if (!views.has(of)) views.set(of, make(of));
    return views.get(of);
  };

  const resource = (of: object): unknown =>
    new Proxy(of, {
      get(target, name, receiver) {
        if (name === '_client') return bound;
        const value: unknown = Reflect.get(target, name, receiver);
        return isResource(value, client) ? view(value, resource) : value;
      },
    });

  const method = (of: Method): unknown =>
    new Proxy(of, {
      apply(target, _, args) {
        const result = runBound(binding, () => Reflect.apply(target, client, args));
        if (result === client) return bound;
        // `withOptions()` makes a client of its own.
        return isClient(result) ? boundClient(result, binding) : result;
      },
    });

  const listMethod = (of: Method): unknown =>
    new Proxy(method(of) as Method, {
      apply: (target, self, args) => Reflect.apply(target, self, args.map(pagesOf)),
    });

  /** A class of pages makes pages of the class, which ask this client for the next one. */
  const pagesOf = (argument: unknown): unknown =>
    typeof argument !== 'function'
      ? argument
      : new Proxy(argument as Constructor, {
          construct: (Page, args) =>
            new Page(...args.map((given: unknown) => (given === client ? bound : given))),
        });

  const bound: Client = new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (isResource(value, target)) return view(value, resource);
      if (typeof value !== 'function' || NO_METHODS.has(name)) return value;
      return view(value as Method, LISTS.has(name) ? listMethod : method);
    },
  });
  binding.made(bound, client);
  return bound;
}

const isResource = (value: unknown, client: object): value is object =>
  typeof value === 'object' && value !== null && '_client' in value && value._client === client;
