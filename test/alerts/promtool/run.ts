import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { program } from 'backends/programs';
import type { Rules } from '../rules/rule-files.ts';
import { type Fleet, testFile } from './test-file.ts';
import { type Fired, timelineOf } from './timeline.ts';

export type Promtool = 'promtool' | 'promtool-2.42';

/** Has promtool play a fleet to rules, and tells what fires when. */
export async function play(
  fleet: Fleet,
  rules: Rules,
  name: Promtool = 'promtool',
): Promise<Fired[]> {
  const folder = await mkdtemp(join(tmpdir(), 'spanthropic-alerts-'));
  try {
    // JSON is YAML.
    await writeFile(join(folder, 'rules.yml'), JSON.stringify({ groups: rules.groups }));
    const groups = rules.groups.map((group) => group.name);
    const test = testFile(fleet, { file: 'rules.yml', groups });
    await writeFile(join(folder, 'traffic.yml'), test);
    const output = await run(program(name), ['test', 'rules', 'traffic.yml'], folder);
    return timelineOf(output);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a program prints. It answers 1 when a test fails, as each does in which an alert fires. */
function run(path: string, words: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, words, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0 || code === 1) resolve(output);
      else reject(new Error(`promtool ended with ${code ?? signal}: ${output}`));
    });
  });
}
