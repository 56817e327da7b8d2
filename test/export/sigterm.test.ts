import { hang, startFakeClaude, status, stream } from '@spanthropic/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ArrivedSpan } from './otlp-json.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { type Finished, startNode } from './run-node.ts';

vi.setConfig({ testTimeout: 30_000 });

const program = new URL('./stopped-program.ts', import.meta.url);

const calls = [
  {
    id: 'streams',
    match: { model: 'claude-streams' },
    steps: [stream({ end: 'never' as const, after: 4 })],
  },
  { id: 'waits', match: { model: 'claude-waits' }, steps: [hang()] },
  {
    id: 'sleeps',
    match: { model: 'claude-sleeps' },
    steps: [status(429, { retryAfter: 3600 })],
  },
];

/** Runs the program until it is busy, sends it a real SIGTERM, and waits for its end. */
async function stopped(stopping: string, receiver: Receiver): Promise<Finished> {
  await using api = await startFakeClaude(calls);
  const { child, finished } = startNode(program, [stopping], {
    ANTHROPIC_API_KEY: 'a key',
    ANTHROPIC_BASE_URL: api.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.stdout?.once('data', () => child.kill('SIGTERM'));
  return await finished;
}

/** What a test looks at in a span. */
function told({ name, status, attributes }: ArrivedSpan) {
  return {
    name,
    status,
    outcome: attributes['spanthropic.call.outcome'] ?? attributes['spanthropic.attempt.outcome'],
    reason: attributes['spanthropic.abort.reason'],
  };
}

const model = ({ attributes }: ArrivedSpan): unknown =>
  attributes['gen_ai.request.model'] ?? attributes['spanthropic.model'];

test('a process that is told to stop leaves the whole trace of each call that it was in', async () => {
  await using receiver = await startReceiver();
  expect(await stopped('shutdown', receiver)).toEqual({ code: 0, stdout: 'busy\n', stderr: '' });

  const aborted = { status: 'UNSET', outcome: 'aborted', reason: 'shutdown' };
  const tree = receiver.spans
    .filter(({ name }) => name.startsWith('chat '))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((call) => {
      const children = receiver.spans.filter(({ parentId }) => parentId === call.id);
      return [told(call), ...children.sort((a, b) => Number(a.start - b.start)).map(told)];
    });
  expect(tree).toEqual([
    [
      { name: 'chat claude-sleeps', ...aborted },
      { name: 'claude.attempt', status: 'ERROR', outcome: 'rate_limited', reason: undefined },
      { name: 'claude.backoff', status: 'UNSET', outcome: undefined, reason: undefined },
    ],
    [
      { name: 'chat claude-streams', ...aborted },
      { name: 'claude.attempt', ...aborted },
    ],
    [
      { name: 'chat claude-waits', ...aborted },
      { name: 'claude.attempt', ...aborted },
    ],
  ]);
  expect(receiver.spans).toHaveLength(tree.flat().length);

  const [backoff] = receiver.spans.filter(({ name }) => name === 'claude.backoff');
  expect(backoff?.attributes['spanthropic.backoff.planned']).toBe(3600);
  expect(backoff?.attributes['spanthropic.backoff.actual']).toBeLessThan(30);
  const [streamed] = receiver.spans.filter(
    (span) => span.name === 'claude.attempt' && model(span) === 'claude-streams',
  );
  expect(streamed?.attributes).toMatchObject({
    'spanthropic.stream.end': 'aborted',
    'spanthropic.stream.events': expect.any(Number),
  });
});

test('without shutdown() nothing arrives of what was open', async () => {
  await using receiver = await startReceiver();
  expect(await stopped('flush', receiver)).toMatchObject({ code: 0, stderr: '' });
  expect(receiver.spans.map(told)).toEqual([
    { name: 'claude.attempt', status: 'ERROR', outcome: 'rate_limited', reason: undefined },
  ]);
});
