import { defineConfig } from 'tsdown';
import demo from './examples/stack/tsdown.config.ts';

export default defineConfig([
  {
    workspace: ['packages/*'],
    entry: 'src/{index,request/index,fake-claude,waterfall,observability}.ts',
    fixedExtension: false,
    tsconfig: '../../tsconfig.base.json',
    dts: true,
    publint: true,
    attw: { profile: 'esm-only' },
  },
  demo,
]);
