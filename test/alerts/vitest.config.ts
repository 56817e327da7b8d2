import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'alerts',
    root: import.meta.dirname,
    include: ['**/*.alerts.ts'],
    // One promtool for each core, and most of the time goes into it.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 1_800_000,
  },
});
