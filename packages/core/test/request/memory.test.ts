import type Anthropic from '@anthropic-ai/sdk';
import { ok, stream } from '@spanthropic/testing';
import { expect, it } from 'vitest';
import { instrument } from '../../src/index.ts';
import { ServedRequest } from '../../src/request/index.ts';
import { bareClient, drain, fakeClaude, question, script } from '../support/claude.ts';
import { collect } from '../support/garbage.ts';
import { recordSpans } from '../support/telemetry.ts';

const fake = fakeClaude();
recordSpans();

const streamed = { ...question, stream: true as const };

/** Serves a request of an application, out of reach of the test's own frames; what tells whether anybody still holds it. */
async function serveOne(
  client: Anthropic,
  use: (claude: Anthropic, request: ServedRequest<Anthropic>) => Promise<unknown>,
  end: (request: ServedRequest<Anthropic>) => void,
): Promise<WeakRef<object>> {
  const incoming = { tenant: 'acme', body: new Uint8Array(1_000) };
  const request = new ServedRequest({
    client,
    route: () => (incoming.tenant ? '/chat/:id' : undefined),
    attributes: () => ({ 'app.tenant': incoming.tenant }),
    abortOnDisconnect: true,
  });
  await request.run(() => use(request.claude, request));
  end(request);
  return new WeakRef(incoming);
}

const finish = (request: ServedRequest<Anthropic>): void => request.finished();
type Use = Parameters<typeof serveOne>[1];

const USES: [string, Use, typeof finish][] = [
  [
    'answered',
    (claude) => claude.messages.create(question, script(fake.api, ok()).options),
    finish,
  ],
  [
    'streamed',
    async (claude) =>
      drain(await claude.messages.create(streamed, script(fake.api, stream()).options)),
    finish,
  ],
  [
    'relayed',
    async (claude, request) => {
      const { options } = script(fake.api, stream());
      return drain(request.relay(await claude.messages.create(streamed, options)));
    },
    finish,
  ],
  [
    'left in the middle of its stream',
    async (claude, request) => {
      const { options } = script(fake.api, stream({ end: 'never', after: 4 }));
      const answer = await claude.messages.create(streamed, options);
      for await (const event of answer) {
        if (event.type === 'content_block_delta') request.disconnected();
      }
    },
    () => {},
  ],
];

it.each(USES)(
  'nothing is kept of a request that was %s, though its connection is',
  async (...row) => {
    const [, use, end] = row;
    // One client, whose sockets stay open: they keep the context that they were opened in.
    const client = instrument(bareClient(fake.api));
    const served = await serveOne(client, use, end);
    const collected = (): boolean => {
      collect();
      return served.deref() === undefined;
    };
    await expect.poll(collected, { timeout: 4_000 }).toBe(true);
    expect((await client.messages.create(question, script(fake.api, ok()).options)).type).toBe(
      'message',
    );
  },
);
