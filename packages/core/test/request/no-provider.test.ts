import type Anthropic from '@anthropic-ai/sdk';
import { ok } from '@spanthropic/testing';
import { expect, it } from 'vitest';
import { fakeClaude, question, script } from '../support/claude.ts';
import { serve } from './support/served.ts';

// Nothing registers a provider here.
const fake = fakeClaude();

const ask = (client: Anthropic): Promise<unknown> =>
  client.messages.create(question, script(fake.api, ok()).options);

it('without a provider a request knows its own calls, and no others', async () => {
  const { request, client } = serve(fake.api);
  await ask(client);
  expect(request.summary()).toMatchObject({ calls: 0 });
  await ask(request.claude);
  expect(request.summary()).toMatchObject({ calls: 1, attempts: 1 });
});

it('without a provider a client that a request instruments is not taken for its own', async () => {
  const { request } = serve(fake.api);
  const other = request.run(() => serve(fake.api).client);
  await ask(other);
  expect(request.summary()).toMatchObject({ calls: 0 });
});
