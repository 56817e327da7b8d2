import { inspect } from 'node:util';
import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk';
import type { APIPromise } from '@anthropic-ai/sdk/core/api-promise';
import { ok, status } from '@spanthropic/testing';
import { vi } from 'vitest';
import { mainly, question, type Scenario, scenario } from '../scenario.ts';

/** A client as applications extend it: with a signature of its own, and members overridden. */
class Tenant extends Anthropic {
  readonly tenant: string;
  asked: string[] = [];

  constructor(options: ClientOptions & { tenant?: string }) {
    super(options);
    this.tenant = options.tenant ?? 'nobody';
  }

  protected override async prepareOptions(options: { path: string }): Promise<void> {
    this.asked.push(`options ${options.path}`);
  }

  protected override async prepareRequest(request: RequestInit): Promise<void> {
    this.asked.push(`request ${request.method}`);
    request.headers = {
      ...Object.fromEntries(new Headers(request.headers)),
      'x-tenant': this.tenant,
    };
  }
}

/** A client that is told what it sends. */
class Told extends Anthropic {
  told: string[] = [];

  override buildRequest(...args: Parameters<Anthropic['buildRequest']>) {
    this.told = [...(this.told ?? []), args[0].path];
    return super.buildRequest(...args);
  }
}

/** A client whose `request()` may throw at once. */
class Strict extends Anthropic {
  override request<Answer>(): APIPromise<Answer> {
    throw new RangeError('mine');
  }
}

/** A client that overrides a method which we override too. */
class Counting extends Anthropic {
  count = 0;

  override request<Answer>(...args: Parameters<Anthropic['request']>): APIPromise<Answer> {
    this.count += 1;
    return super.request<Answer>(...args);
  }
}

const withCopy = (does: string, options: Partial<ClientOptions>): Scenario =>
  scenario(does, undefined, async (client, _, probe) => {
    const copy = client.withOptions(options);
    probe.see('copy', [copy, copy instanceof Anthropic, copy === client]);
    probe.see('timeouts', [copy.timeout, copy.maxRetries]);
    await probe.settle('copy', copy.messages.create(question));
    await probe.settle('copy of the copy', copy.withOptions({}).messages.create(question));
    await probe.settle('list', copy.models.list());
    await probe.settle('original', client.messages.create(question));
  });

/** Clients of every kind, and what applications do to them. */
export const clients: readonly Scenario[] = [
  scenario('looks at its client', [ok()], async (client, _, probe) => {
    probe.see('class', [client instanceof Anthropic, client.constructor.name, String(client)]);
    probe.see('keys', Object.keys(client));
    probe.see('for in', forIn(client));
    probe.see('spread', Object.keys({ ...client }));
    probe.see('symbols', Object.getOwnPropertySymbols({ ...client }).length);
    probe.see('printed', inspect(client, { depth: 0 }));
    probe.see('settings', [client.baseURL, client.maxRetries, client.timeout, client.apiKey]);
    probe.see('resources', Object.keys(client.messages));
    probe.see('their client', Reflect.get(client.messages, '_client') === client);
  }),

  withCopy('copies its client', {}),
  ...mainly(
    withCopy('copies its client with fewer retries', { maxRetries: 0, timeout: 1_000 }),
    withCopy('copies its client with another fetch', { fetch: (...args) => fetch(...args) }),
    withCopy('copies its client with middleware', {
      middleware: [(request, next) => next(request)],
    }),
    withCopy('copies its client with other headers', { defaultHeaders: { 'x-mine': 'yes' } }),
    withCopy('copies its client with another key', { apiKey: 'sk-other' }),
  ),

  scenario('keeps the guard against long requests in a copy', undefined, (client, _, probe) => {
    const long = { ...question, max_tokens: 128_000 };
    probe.call('original', () => client.messages.create(long));
    return probe.settle('copy', client.withOptions({}).messages.create(long));
  }),

  scenario(
    'extends the client',
    [status(429, { retryAfterMs: 10 }), ok()],
    async (client, _, probe) => {
      probe.see('answer', await client.messages.create(question));
      probe.see('asked', Reflect.get(client, 'asked'));
      probe.see('class', [client instanceof Tenant, client]);
    },
    { make: (options) => new Tenant({ ...options, tenant: 'acme' }) },
  ),

  scenario(
    'copies a client that it extends',
    [ok()],
    async (client, _, probe) => {
      const copy = client.withOptions({});
      probe.see('copy', [copy, copy instanceof Tenant, Reflect.get(copy, 'tenant')]);
      probe.see('answer', await copy.messages.create(question));
    },
    { make: (options) => new Tenant({ ...options, tenant: 'acme' }) },
  ),

  scenario(
    'overrides request()',
    [ok({ times: 2 })],
    async (client, _, probe) => {
      await client.messages.create(question);
      await client.post('/v1/messages', { body: question });
      probe.see('count', Reflect.get(client, 'count'));
    },
    { make: (options) => new Counting(options) },
  ),

  scenario(
    'throws at once from request()',
    undefined,
    (client, _, probe) => {
      probe.call('post', () => client.post('/v1/messages'));
    },
    { make: (options) => new Strict(options) },
  ),

  scenario('patches messages.create', [ok()], async (client, _, probe) => {
    const original = client.messages.create.bind(client.messages);
    Object.assign(client.messages, {
      create: (...args: Parameters<typeof original>) => {
        probe.see('create', args);
        return original(...args);
      },
    });
    return client.messages.create(question);
  }),

  scenario('spies on request() and restores it', [ok()], async (client, _, probe) => {
    const spy = vi.spyOn(client, 'request');
    probe.see('answer', await client.messages.create(question));
    probe.see('calls', spy.mock.calls.length);
    spy.mockRestore();
  }),

  scenario('answers for request() and restores it', undefined, async (client, _, probe) => {
    const restore = spyOn(client, () => () => Promise.resolve('mocked'));
    probe.see('answer', await client.post('/v1/messages', { body: question }));
    restore();
  }),

  scenario('replaces request() for good', [ok()], (client) => {
    // Not by plain assignment: over our hidden property that leaves a hidden one, the one difference
    // that is left to see (README, "What is not compared").
    const value = client.request.bind(client);
    Object.defineProperty(client, 'request', { value, writable: true, configurable: true });
    return client.messages.create(question);
  }),

  scenario('answers for fetch', undefined, async (client) => {
    Object.assign(client, { fetch: async () => Response.json({ type: 'message', id: 'mocked' }) });
    return client.messages.create(question);
  }),

  scenario('patches the prototype', [ok()], async (client, _, probe) => {
    class Patched extends Anthropic {}
    Object.setPrototypeOf(client, Patched.prototype);
    Object.assign(Patched.prototype, {
      buildURL(this: Anthropic, ...args: Parameters<Anthropic['buildURL']>) {
        probe.see('buildURL', args);
        return Anthropic.prototype.buildURL.apply(this, args);
      },
    });
    return client.messages.create(question);
  }),

  scenario('changes the class of its client', [ok()], async (client, _, probe) => {
    Object.setPrototypeOf(client, Told.prototype);
    probe.see('answer', await client.messages.create(question));
    probe.see('told', Reflect.get(client, 'told'));
  }),

  scenario('derives another client from its own', [ok()], async (client, _, probe) => {
    const derived: Anthropic = Object.create(client, { maxRetries: { value: 0 } });
    probe.see('derived', [derived, derived instanceof Anthropic]);
    await probe.settle('post', (async () => derived.post('/v1/messages', { body: question }))());
    await probe.settle('create', derived.messages.create(question));
  }),

  scenario('copies the properties of its client', [ok()], async (client, _, probe) => {
    const own = Object.getOwnPropertyDescriptors(client);
    const copy: Anthropic = Object.create(Anthropic.prototype, own);
    probe.see('copy', [copy, Object.keys(copy)]);
    await probe.settle('create', copy.messages.create(question));
  }),

  scenario('calls methods without their client', undefined, (client, _, probe) => {
    const { request, post, withOptions, requestAPIList } = client;
    const options = { method: 'get' as const, path: '/v1/models' };
    probe.call('request', () => Reflect.apply(request, undefined, [options]));
    probe.call('post', () => Reflect.apply(post, undefined, ['/v1/messages']));
    probe.call('withOptions', () => Reflect.apply(withOptions, undefined, [{}]));
    probe.call('requestAPIList', () => Reflect.apply(requestAPIList, undefined, [Object, options]));
    probe.see('the methods', [request, post, withOptions, requestAPIList]);
  }),

  scenario('changes its client', [ok()], async (client, _, probe) => {
    client.apiKey = 'sk-rotated';
    client.maxRetries = 7;
    Object.assign(client, { note: 'mine' });
    probe.see('keys', Object.keys(client));
    return client.messages.create(question);
  }),

  scenario('binds methods and takes them away', [ok({ times: 2 })], async (client) => {
    const { create } = client.messages;
    const post = client.post.bind(client);
    return [
      await create.call(client.messages, question),
      await post('/v1/messages', { body: question }),
    ];
  }),

  scenario(
    'has a client that is frozen',
    [ok()],
    async (client, _, probe) => {
      probe.see('client', client);
      const long = { ...question, max_tokens: 128_000 };
      probe.call('too long', () => client.messages.create(long));
      return client.messages.create(question);
    },
    { copy: true, make: frozen },
  ),

  scenario(
    'has a client that must stay as it is',
    [ok()],
    (client) => client.messages.create(question),
    {
      copy: true,
    },
  ),

  scenario(
    'has a client that cannot be extended',
    [ok()],
    (client) => client.messages.create(question),
    {
      copy: true,
      make: (options) => Object.preventExtensions(new Anthropic(options)),
    },
  ),

  scenario('calls by a resource of its own', [ok()], async (client) => {
    const messages = new Anthropic.Messages(client);
    return messages.create(question);
  }),
];

/** Replaces `client.request` as `jest.spyOn()` does; what it returns puts it back in the same way. */
function spyOn(client: Anthropic, make: (original: Request) => Request): () => void {
  const { request: original } = client;
  const mock = make(original as Request);
  const descriptor = Object.getOwnPropertyDescriptor(client, 'request');
  if (descriptor?.get) {
    Object.defineProperty(client, 'request', { ...descriptor, get: () => mock });
    return () => Object.defineProperty(client, 'request', descriptor);
  }
  Object.assign(client, { request: mock });
  return () => {
    if (descriptor) Object.assign(client, { request: original });
    else Reflect.deleteProperty(client, 'request');
  };
}

type Request = (this: Anthropic, ...args: unknown[]) => unknown;

function frozen(options: ClientOptions): Anthropic {
  const client = new Anthropic(options);
  Object.freeze(client);
  return client;
}

function forIn(value: object): string[] {
  const names: string[] = [];
  for (const name in value) names.push(name);
  return names;
}
