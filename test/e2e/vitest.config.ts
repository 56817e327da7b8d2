import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'e2e',
    root: import.meta.dirname,
    include: ['**/*.e2e.ts'],
    globalSetup: 'support/global-setup.ts',
    setupFiles: 'support/logs.ts',
    // They mostly wait for programs to scrape, evaluate and send: more at a time than there are cores.
    maxWorkers: 3,
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
