import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { COMPILERS, ENVIRONMENTS, type Environment } from './environments.ts';
import { compilerFolder } from './global-setup.ts';
import { envOf, folderOf, nodeOf } from './locations.ts';
import { type Finished, run } from './run.ts';

const OPTIONS =
  '--strict --noEmit --exactOptionalPropertyTypes --target es2023 --module nodenext --types node';

describe.each(ENVIRONMENTS)('$name', (environment) => {
  test.each(Object.keys(COMPILERS))('%s gives the client its own type back', async (compiler) => {
    expect(await check(environment, compiler)).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

/** What the compiler has to say of the ESM and the CommonJS consumer. */
function check(environment: Environment, compiler: string): Promise<Finished> {
  const tsc = join(inject('packed').tools, 'node_modules', compilerFolder(compiler), 'bin/tsc');
  const telemetry = environment.otel === '@opentelemetry/sdk-trace' ? 'otel3.mts' : 'otel2.mts';
  const consumers = ['typed.mts', 'typed.cts', 'express.cts', 'fastify.cts', telemetry];
  return run(nodeOf(24), [tsc, ...OPTIONS.split(' '), ...consumers], {
    cwd: folderOf(environment),
    env: envOf(24),
  });
}
