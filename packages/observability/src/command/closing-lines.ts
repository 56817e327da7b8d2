import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Flags } from '../settings/flags.ts';
import { RECEIVERS } from '../settings/receivers.ts';

/** What `init` did. */
export interface Written {
  readonly dir: string;
  readonly paths: readonly string[];
  /** Files of an older version that are gone. */
  readonly removed: readonly string[];
  readonly flags: Flags;
  /** Flags of last time that this version does not know. */
  readonly dropped: readonly string[];
}

const FOLDERS = {
  rules: 'recording and alert rules, and their tests',
  runbooks: 'what each alert means, and what to do',
  dashboards: 'for Grafana',
  stack:
    'configuration of Prometheus, Alertmanager, Grafana, Jaeger, a collector; compose.yaml runs them',
} as const;

/** Says what was written, who gets the alerts, and what to do next. */
export function closingLines(written: Written): string {
  const { dir, paths, removed, dropped, flags } = written;
  const lines = [
    `Wrote ${paths.length} files:`,
    ...Object.entries(FOLDERS).map(
      ([folder, what]) => `  ${join(dir, folder).padEnd(dir.length + 12)}  ${what}`,
    ),
    ...removed.map((path) => `Removed ${join(dir, path)}, which is not part of it any more.`),
    ...dropped.map((flag) => `--${flag} of last time is not known any more, and was left out.`),
    '',
    ...whoGetsThem(flags),
    '',
    'Next:',
    `  promtool test rules ${quoted(join(dir, 'rules/tests'))}/*.yml`,
    `  docker compose --file ${quoted(join(dir, 'stack/compose.yaml'))} up    # then http://localhost:8080`,
    `  npx @spanthropic/observability diff ${quoted(dir)}    # after an update: what it would change`,
  ];
  return `${lines.join('\n')}\n`;
}

function whoGetsThem(flags: Flags): string[] {
  const given = RECEIVERS.filter(({ flag }) => flags[flag] !== undefined);
  if (given.length === 0) {
    return [
      "Nobody is told yet: alerts go to the stack's demo service, which shows them on its page. To tell people,",
      `give ${RECEIVERS.map(({ flag }) => `--${flag}`).join(', ')}, with --force to write again.`,
    ];
  }
  const missing = given
    .map(({ flag }) => flags[flag] ?? '')
    .filter((value) => isAbsolute(value) && !existsSync(value));
  return [
    ...given.map(({ flag, gets }) => `${gets} go to ${flags[flag]} (--${flag})`),
    ...missing.map((path) => `There is no ${path} here yet; Alertmanager reads it when it sends.`),
    ...(given.some(({ gets }) => gets.includes('tickets'))
      ? []
      : ['Nobody gets the tickets; --slack-url-file or --webhook-url would.']),
  ].map((line) => line.charAt(0).toUpperCase() + line.slice(1));
}

/** As a shell takes it for one word. */
function quoted(path: string): string {
  return /^[\w./@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}
