import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // How many files run at a time stands on the command line: projects do not heed it here.
    projects: ['packages/*', 'test', 'examples/*'],
    coverage: { include: ['packages/core/src/**'], reporter: ['text'], reportOnFailure: true },
  },
});
