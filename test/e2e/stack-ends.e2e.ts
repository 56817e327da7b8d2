// However `pnpm stack` ends, it leaves nothing behind that runs.

import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { isAlive, type Stack, startStack } from './stack/running-stack.ts';

async function started(): Promise<Stack> {
  const stack = await startStack('--any-port');
  onTestFinished(() => stack.stop());
  return stack;
}

/** Their keepers wait for a second before they would use force. */
async function allGone(pids: readonly number[]): Promise<void> {
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 10_000);
}

test.each(['SIGTERM', 'SIGKILL'] as const)('after %s nothing is left', async (signal) => {
  const stack = await started();
  const pids = stack.processes();
  expect(pids.length).toBeGreaterThanOrEqual(5);
  await stack.signal(signal);
  await allGone(pids);
});

test('when one of its programs dies, it says which, and the others are stopped', async () => {
  const stack = await started();
  const pids = stack.processes();
  const [alertmanager] = pids.filter((pid) => commandOf(pid)[0]?.endsWith('/alertmanager'));
  process.kill(alertmanager ?? 0, 'SIGKILL');
  await stack.ended;
  expect(stack.printed).toContain('Alertmanager has ended by itself, so the rest is stopped:');
  await allGone(pids);
});

function commandOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
}
