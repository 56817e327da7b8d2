/** A Go module of this folder, which pins what it builds by its `go.mod` and `go.sum`. */
export interface GoModule {
  readonly folder: 'jaeger' | 'prometheus' | 'alertmanager';
  /** What its programs are called, and what `go install` makes. */
  readonly programs: readonly string[];
  /** Stamped into the programs, which otherwise cannot say it. */
  readonly version: string;
  /** The variable of the linker that the version goes into. */
  readonly versionVariable: string;
  readonly tags: readonly string[];
  /** What `pnpm backends` says before it builds. */
  readonly takes: string;
}

/** A program that a test can ask for. */
export interface Tool {
  /** Its file name, on the PATH or in the cache. */
  readonly file: string;
  /** What makes it print its version. */
  readonly versionArguments: readonly string[];
  /** Versions that do: from the first one on, below the second. */
  readonly fits: readonly [from: string, below: string];
}

export const GO_MODULES: readonly GoModule[] = [
  {
    folder: 'alertmanager',
    programs: ['alertmanager', 'amtool'],
    version: '0.31.1',
    versionVariable: 'github.com/prometheus/common/version.Version',
    tags: [],
    takes: '30 seconds',
  },
  {
    folder: 'prometheus',
    programs: ['prometheus', 'promtool'],
    version: '3.15.0',
    versionVariable: 'github.com/prometheus/common/version.Version',
    tags: ['remove_all_sd'], // service discovery of every cloud: half of the binary
    takes: '2 minutes',
  },
  {
    folder: 'jaeger',
    programs: ['jaeger'],
    version: 'v2.13.0',
    versionVariable: 'github.com/jaegertracing/jaeger/internal/version.latestVersion',
    tags: [],
    takes: '4 minutes',
  },
];

/** Packages with the oldest programs that the rules have to pass. */
export const DEBIAN_PACKAGES = ['prometheus', 'prometheus-alertmanager'] as const;

const PROMETHEUS_3 = { versionArguments: ['--version'], fits: ['3.5', '4'] } as const;
const PROMETHEUS_2 = { versionArguments: ['--version'], fits: ['2.42', '3'] } as const;
const ALERTMANAGER = { versionArguments: ['--version'], fits: ['0.27', '1'] } as const;
const OLD_ALERTMANAGER = { versionArguments: ['--version'], fits: ['0.25', '0.27'] } as const;

/** Built from Go modules. */
export const BUILT = {
  prometheus: { file: 'prometheus', ...PROMETHEUS_3 },
  promtool: { file: 'promtool', ...PROMETHEUS_3 },
  alertmanager: { file: 'alertmanager', ...ALERTMANAGER },
  amtool: { file: 'amtool', ...ALERTMANAGER },
  jaeger: { file: 'jaeger', versionArguments: ['version'], fits: ['2.13', '3'] },
} as const satisfies Record<string, Tool>;

/** Debian's. */
export const PACKAGED = {
  'prometheus-2.42': { file: 'prometheus', ...PROMETHEUS_2 },
  'promtool-2.42': { file: 'promtool', ...PROMETHEUS_2 },
  'alertmanager-0.25': { file: 'prometheus-alertmanager', ...OLD_ALERTMANAGER },
  'amtool-0.25': { file: 'amtool', ...OLD_ALERTMANAGER },
} as const satisfies Record<string, Tool>;

export type ProgramName = keyof typeof BUILT | keyof typeof PACKAGED;

export const TOOLS: Readonly<Record<ProgramName, Tool>> = { ...BUILT, ...PACKAGED };
