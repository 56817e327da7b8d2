import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

// Starting Node.js takes its time on a busy machine.
const timeout = 60_000;

function start(program: URL) {
  const child = spawn(process.execPath, [fileURLToPath(program)], { stdio: 'pipe' });
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  return child;
}

test('an application survives that nobody reads its standard error', { timeout }, async () => {
  const child = start(new URL('./programs/closed-stderr.ts', import.meta.url));
  child.stdin.write('first');
  const [drawing] = await once(child.stderr, 'data');
  expect(drawing).toContain('trace');
  const closed = once(child.stderr, 'close');
  child.stderr.destroy();
  await closed;
  child.stdin.write('second');
  await once(child.stdout, 'data');
  child.stdin.end('third');
  await expect(once(child, 'exit')).resolves.toEqual([0, null]);
});

test('a program that ends right after its call still shows the trace, without a flush', {
  timeout,
}, async () => {
  const child = start(new URL('./programs/one-call.ts', import.meta.url));
  let text = '';
  child.stderr.on('data', (piece: string) => {
    text += piece;
  });
  await once(child, 'close');
  expect(text).toContain('└─ attempt #1');
});
