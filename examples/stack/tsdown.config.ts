import { fileURLToPath } from 'node:url';
import { licensePlugin } from 'rolldown-license-plugin';
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
  plugins: [
    licensePlugin({
      // What is bundled is given away with it.
      done(packages, context) {
        const texts = packages.map(
          ({ name, version, license, licenseText }) =>
            `${name} ${version}: ${license}\n\n${licenseText}`,
        );
        const source = texts.join(`\n\n${'-'.repeat(80)}\n\n`);
        context.emitFile({ type: 'asset', fileName: 'licenses.txt', source });
      },
    }),
  ],
  dts: false,
  outputOptions: { codeSplitting: false },
  minify: true,
  publint: false,
  attw: false,
});
export default config;
