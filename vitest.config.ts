import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Most tests wait for a server: more of them than cores, so that two cores need less than two minutes.
    maxWorkers: 3,
    projects: ['packages/*', 'test', 'examples/*'],
    coverage: { include: ['packages/core/src/**'], reporter: ['text'], reportOnFailure: true },
  },
});
