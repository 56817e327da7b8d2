import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'packed',
    root: import.meta.dirname,
    include: ['**/*.packed.ts'],
    globalSetup: 'global-setup.ts',
    testTimeout: 60_000,
  },
});
