import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'alerts',
    root: import.meta.dirname,
    include: ['**/*.alerts.ts'],
    // Each file has one promtool for each core, and most of the time goes into it.
    fileParallelism: false,
    testTimeout: 20_000,
    hookTimeout: 1_200_000,
  },
});
