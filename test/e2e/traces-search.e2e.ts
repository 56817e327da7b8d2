// What an operator finds in Jaeger by attributes, and that it finds nothing else.
import { startFakeClaude } from '@spanthropic/testing';
import { type Jaeger, startJaeger } from 'backends/jaeger';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runChat } from './traces/run-chat.ts';
import { SCRIPT } from './traces/script.ts';
import { shipped } from './traces/shipped.ts';
import { search, storedTrace, tracesWith } from './traces/stored.ts';

const service = 'searched';
const calls = Object.keys(SCRIPT) as (keyof typeof SCRIPT)[];
let jaeger: Jaeger;
const traces = new Map<string, string>();
const idsOf = (...names: (keyof typeof SCRIPT)[]): string[] => {
  return names.map((name) => traces.get(name) ?? name).sort();
};

beforeAll(async () => {
  jaeger = await startJaeger({
    config: await shipped('jaeger.yaml'),
    endpoints: ['exporters.prometheus.endpoint'],
  });
  await using api = await startFakeClaude(SCRIPT);
  const ids = await runChat({ api, otlp: jaeger.otlp, service, calls });
  for (const [index, name] of calls.entries()) {
    const id = ids[index] ?? '';
    traces.set(name, id);
    await storedTrace(jaeger, id, 2 * SCRIPT[name].length + 1); // its attempts, with backoffs between, below two spans
  }
});

afterAll(() => jaeger?.[Symbol.asyncDispose]());

test.each<[Record<string, string>, (keyof typeof SCRIPT)[]]>([
  [
    { 'spanthropic.retried': 'true' },
    ['limited_twice', 'limited_once', 'limited_to_the_end', 'overloaded_once'],
  ],
  [
    { 'spanthropic.attempt.outcome': 'rate_limited' },
    ['limited_twice', 'limited_once', 'limited_to_the_end'],
  ],
  [{ 'spanthropic.attempt.outcome': 'overloaded' }, ['overloaded_once']],
  [{ 'spanthropic.call.outcome': 'rate_limited' }, ['limited_to_the_end']],
  [{ 'http.response.status_code': '400' }, ['refused']],
  [{ 'spanthropic.retried': 'false' }, ['refused', 'fine']],
  // Both stand in one trace, but on no span together.
  [{ 'spanthropic.retried': 'true', 'spanthropic.attempt.outcome': 'rate_limited' }, []],
  [{ 'spanthropic.attempt.outcome': 'spend_limited' }, []],
])('a search for %j finds exactly those traces', async (attributes, names) => {
  expect(await tracesWith(jaeger, service, attributes)).toEqual(idsOf(...names));
});

test('a search in a range of time finds the traces of a service, by the API that stays', async () => {
  const found = await search(jaeger, service);
  const text = await found.text();
  expect(found.status).toBe(200);
  for (const id of traces.values()) expect(text).toContain(id);
  expect((await search(jaeger, 'nobody')).status).toBe(404);
  expect((await search(jaeger, service, {})).status).toBe(400); // both times are required
});
