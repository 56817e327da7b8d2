// What is shipped for Jaeger and for the collector, checked by the oldest program that it is for.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { program } from 'backends/programs';
import { temporaryFolder } from 'backends/temporary-folder';
import { describe, expect, test } from 'vitest';
import { shipped } from './traces/shipped.ts';

const run = promisify(execFile);

/** What `jaeger validate` finds wrong, with nothing else in its environment. */
async function validate(config: string, env: Record<string, string> = {}): Promise<string> {
  await using folder = await temporaryFolder({ 'config.yaml': config });
  const args = ['validate', '--config', 'config.yaml'];
  const said = await run(program('jaeger'), args, { cwd: folder.path, env }).then(
    () => ({ stderr: '' }),
    (error: { stderr: string }) => error,
  );
  return said.stderr;
}

describe.each(['jaeger.yaml', 'collector.yaml'] as const)('%s', (name) => {
  test('is valid as it is', async () => {
    expect(await validate(await shipped(name))).toBe('');
  });

  test('is no longer valid with a key that its program does not know', async () => {
    const config = (await shipped(name)).replace('  batch:\n', '  batch:\n    patience: 1s\n');
    expect(await validate(config)).toContain('has invalid keys: patience');
  });

  test('has a default for each variable of the environment', async () => {
    const config = await shipped(name);
    expect(config.match(/\$\{/g)).toHaveLength(config.match(/\$\{env:\w+:-[^}]+\}/g)?.length ?? 0);
  });
});

test('the collector is set by its environment', async () => {
  const config = await shipped('collector.yaml');
  expect(await validate(config, { SAMPLING_BASELINE_PERCENT: 'some' })).toContain(
    'sampling_percentage',
  );
});
