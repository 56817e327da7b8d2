import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const README = join(import.meta.dirname, '../../packages/observability/README.md');
const BEGIN = '<!-- quality:begin -->';
const END = '<!-- quality:end -->';

/** What was measured of one scenario. */
export interface Row {
  readonly name: string;
  hours: number;
  rounds: number;
  falsePages: number;
  readonly fires: {
    readonly alert: string;
    readonly severity: string | undefined;
    /** Seconds that it may take. */
    readonly within: number;
    /** Seconds that it took at most. */
    slowest: number | undefined;
    missed: number;
  }[];
}

/** How it was measured. */
interface Measurement {
  readonly seconds: number;
  readonly days: number;
  /** Whether it is of some scenarios, whose rows take the place of those that were there. */
  readonly some: boolean;
}

/** Writes the table between its marks in the package's README. */
export async function writeTable(rows: readonly Row[], measured: Measurement): Promise<void> {
  const text = await readFile(README, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${README} has no ${BEGIN} before ${END}`);
  const from = begin + BEGIN.length;
  const table = measured.some
    ? withRows(text.slice(from, end), rows)
    : `\n\n${tableOf(rows, measured)}\n`;
  await writeFile(README, `${text.slice(0, from)}${table}${text.slice(end)}`);
  spawnSync('biome', ['format', '--write', README], { stdio: 'inherit' });
}

/** A table in which some scenarios have other rows: what follows from one stands in rows without a name. */
function withRows(table: string, rows: readonly Row[]): string {
  const anew = new Map(rows.map((row) => [row.name, row]));
  const missing = rows.filter(({ name }) => !table.includes(`| ${name} `));
  if (missing.length > 0) throw new Error(`No rows yet: ${missing.map(({ name }) => name)}`);
  let replaced = false;
  return table
    .split('\n')
    .flatMap((line) => {
      const [, name] = /^\| (.*?) *\|/.exec(line) ?? [];
      if (name) replaced = anew.has(name);
      if (name === undefined || !replaced) return [line];
      const row = anew.get(name);
      return row ? linesOf(row) : [];
    })
    .join('\n');
}

function tableOf(rows: readonly Row[], { seconds, days }: Measurement): string {
  const hours = rows.reduce((sum, row) => sum + row.hours, 0);
  const date = new Date().toISOString().slice(0, 10);
  return [
    `Measured on ${date} by \`pnpm alerts:quality --full${days === 28 ? '' : ` --days ${days}`}\` in ${Math.round(seconds / 60)} minutes: ${Math.round(hours)} hours of simulated services. On the first of ${days} days all of each scenario is played; on each other day, with other chances, the hours around its incident (where it takes all of them, all, but on fewer days), or an hour where there is none. Times are from the first scrape that contains the cause to \`firing\`, the slowest of all days.`,
    '',
    '| traffic | played | must fire | within | slowest | missed | false pages |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...rows.flatMap(linesOf),
    '',
  ].join('\n');
}

function linesOf({ name, hours, rounds, falsePages, fires }: Row): string[] {
  const played = `${duration(hours * 3600)}${rounds > 1 ? ` in ${rounds} parts` : ''}`;
  if (fires.length === 0) return [`| ${name} | ${played} | nothing | | | | ${falsePages} |`];
  return fires.map(({ alert, severity, within, slowest, missed }, place) => {
    const what = `\`${alert}\`${severity ? ` (${severity})` : ''}`;
    const start = place === 0 ? `| ${name} | ${played}` : '| |';
    const pages = place === 0 ? falsePages : '';
    return `${start} | ${what} | ${duration(within)} | ${slowest === undefined ? '' : duration(slowest)} | ${missed} | ${pages} |`;
  });
}

/** In seconds up to ten minutes, then in minutes up to two hours. */
function duration(seconds: number): string {
  if (seconds <= 600) return `${seconds} s`;
  return seconds <= 7200
    ? `${Math.round(seconds / 60)} min`
    : `${Math.round(seconds / 360) / 10} h`;
}
