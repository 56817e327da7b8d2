import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'tsdown';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * The demo service as `@spanthropic/observability` ships it, and as `pnpm stack` runs it: one file that needs nothing
 * but Node.js, beside the files of its pages. `init` writes it into the folder of the compose stack.
 */
const config: UserConfig = defineConfig({
  cwd: here,
  name: 'stack-demo',
  entry: { demo: 'demo.ts' },
  outDir: '../../packages/observability/dist/demo',
  platform: 'node',
  target: 'node22',
  deps: { alwaysBundle: [/./], onlyBundle: false },
  copy: [{ from: 'page', to: '../../packages/observability/dist/demo' }],
  dts: false,
  outputOptions: { codeSplitting: false },
  minify: true,
  publint: false,
  attw: false,
});
export default config;
