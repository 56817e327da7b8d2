import Anthropic from '@anthropic-ai/sdk';
import { ok, startFakeClaude } from '@spanthropic/testing';
import { describe, expect, test } from 'vitest';
import { question } from './scenario.ts';
import { ownSpans, type Subject, sdkSpansOn } from './variants.ts';

type Reads = Record<string, number>;
type Send = (client: Anthropic, body: typeof question) => Promise<unknown>;

/** What a span says of a request. */
const LOOKED_AT: Reads = {
  model: 1,
  max_tokens: 1,
  temperature: 1,
  top_p: 1,
  top_k: 1,
  thinking: 1,
  output_config: 1,
  service_tier: 1,
};

/** How often each property of a request's body is read. */
async function readsOf(subject: Subject, send: Send): Promise<Reads> {
  const reads: Reads = {};
  const body = new Proxy(question, {
    get(target, name) {
      if (typeof name === 'string') reads[name] = (reads[name] ?? 0) + 1;
      return Reflect.get(target, name);
    },
  });
  const stopTelemetry = subject.startTelemetry();
  await using fake = await startFakeClaude({ default: [ok()] });
  const openTelemetry = subject.sdkSpans ? {} : { openTelemetry: false as const };
  const given = new Anthropic({ apiKey: 'sk-test', baseURL: fake.url, ...openTelemetry });
  await send(subject.prepare(given, { copy: false }), body);
  stopTelemetry();
  return reads;
}

/** The reads that only we do. */
async function readsByUs(variant: typeof ownSpans, send: Send): Promise<Reads> {
  const [without, withUs] = [await readsOf(variant.bare, send), await readsOf(variant, send)];
  const extra = Object.entries(withUs).map(([name, count]) => [name, count - (without[name] ?? 0)]);
  return Object.fromEntries(extra.filter(([, count]) => count !== 0));
}

/** Reads can be seen by a body whose getters count, and by nothing else. */
describe.each([ownSpans, sdkSpansOn])('the reads of a body ($name)', (variant) => {
  test('are those of the SDK alone for its own methods, which copy the body', async () => {
    const methods: Send[] = [
      ({ messages }, body) => messages.create(body),
      ({ messages }, body) => messages.stream(body).finalMessage(),
      ({ messages }, body) => messages.countTokens(body),
      ({ beta }, body) => beta.messages.create(body),
    ];
    for (const send of methods) expect(await readsByUs(variant, send)).toEqual({});
  });

  test('are one more for each setting that we look at, for the body of a post by hand', async () => {
    const post: Send = (client, body) => client.post('/v1/messages', { body });
    expect(await readsByUs(variant, post)).toEqual(LOOKED_AT);
  });
});
