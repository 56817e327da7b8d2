import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;
const files: string[] = [];

/** A new file for what a program writes. It outlives the program, until {@link forgetLogs}. */
export function logFile(name: string): string {
  folder ??= mkdtempSync(join(tmpdir(), 'spanthropic-logs-'));
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${name}-${files.length + 1}.log`);
  files.push(file);
  return file;
}

/** The files of all programs that this process has started, in that order. */
export function logs(): readonly string[] {
  return files;
}

/** The path of a log and its last lines, each as far as it is readable, for whoever looks for a cause. */
export function tailOf(file: string, lines = 20): string {
  const text = existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : '';
  const last = text.split('\n').slice(-lines);
  return [file, ...last.map((line) => line.slice(0, 300))].join('\n');
}

/** Deletes the logs so far, once nobody will ask for them. */
export function forgetLogs(): void {
  files.length = 0;
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
