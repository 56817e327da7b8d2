import { type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { ok, status } from '@spanthropic/testing';
import type { InstrumentOptions } from 'spanthropic';
import { longSecret, secret } from '../canaries.ts';
import { request } from '../request.ts';
import type { Scenario } from '../scenario.ts';

/** Where nobody listens. */
const nowhere = 'http://127.0.0.1:2';

const deadQuery = secret('dead-query');
const password = secret('password');
const noUrl = secret('no-url');
const headerValue = `two\n${secret('header-value')}`;
const fetchFailure = longSecret('fetch-failure');
const attributesFailure = longSecret('attributes-failure');
const eventFailure = longSecret('event-failure');
const rejection = longSecret('event-rejection');
const processorFailure = longSecret('processor-failure');
const unparsed = longSecret('unparsed');

/** What the application's own hooks have thrown so far. */
const thrown = new Set<string>();

function fail(message: string): never {
  thrown.add(message);
  throw new Error(message);
}

/** A processor of the application's, broken. */
const broken: SpanProcessor = {
  onStart: () => fail(processorFailure),
  onEnd: () => fail(processorFailure),
  forceFlush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/** A call of a client with such options, at an address of its own. */
const at = (name: string, baseURL: string): Scenario => ({
  name,
  steps: [],
  async run({ another }, chosen) {
    const client = another({ baseURL, maxRetries: 0 });
    const failure = await client.messages.create(request, chosen).catch((error: Error) => error);
    return [client.baseURL, failure];
  },
});

/** A call with hooks that fail; what they threw, nobody but us is told. */
const hooked = (name: string, options: InstrumentOptions): Scenario => ({
  name,
  steps: [status(529, { retryAfterMs: 5 }), ok()],
  async run({ another }, chosen) {
    const answer = await another({}, options).messages.create(request, chosen);
    return [answer, ...thrown];
  },
});

/** What stands around the client fails: the network, the application's `fetch`, its hooks. */
export const surroundings: readonly Scenario[] = [
  at('nobody listens', `${nowhere}/?key=${deadQuery}`),
  at('a password in the URL', `http://user:${password}@127.0.0.1:2`),
  at('a URL that is none', `http://[${noUrl}`),
  {
    name: 'a header that cannot be sent',
    steps: [],
    async run({ client }, { headers }) {
      const options = { headers: { ...headers, 'x-bad': headerValue } };
      return [headerValue, await client.messages.create(request, options).catch(String)];
    },
  },
  {
    name: 'a fetch that fails',
    steps: [],
    run: ({ another }, chosen) => {
      const fetch = () => Promise.reject(new Error(`${fetchFailure} ECONNRESET`));
      return another({ fetch, maxRetries: 1 }).messages.create(request, chosen);
    },
  },
  hooked('hooks that throw', {
    attributes: () => fail(attributesFailure),
    onEvent: () => fail(eventFailure),
  }),
  hooked('a hook that rejects', { onEvent: async () => fail(rejection) }),
  hooked('a hook that cannot parse', {
    attributes() {
      thrown.add(unparsed);
      return JSON.parse(unparsed);
    },
  }),
  hooked('a processor that throws', {
    tracerProvider: new TracerProvider({ spanProcessors: [broken] }),
  }),
];
