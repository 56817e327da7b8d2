import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'test', 'examples/*'],
    coverage: { include: ['packages/core/src/**'], reporter: ['text'], reportOnFailure: true },
  },
});
