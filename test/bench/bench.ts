// What observing costs, as ratios: `pnpm bench [--rounds N] [--json]`.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import type { Cost } from './measure.ts';
import { formatTable, summarize } from './table.ts';
import { VARIANTS, type Variant } from './variants.ts';
import { WORK, type WorkName } from './work.ts';

const BATCHES = 5;
const measurement = fileURLToPath(new URL('measure.ts', import.meta.url));

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error('bench: --rounds takes a whole number from 1');
  process.exit(2);
}

const variants = Object.keys(VARIANTS) as Variant[];
const works = Object.keys(WORK) as WorkName[];
const costs: Record<WorkName, Record<Variant, Cost>[]> = { call: [], event: [] };
for (let round = 0; round < rounds; round++) {
  for (const work of works) costs[work].push(await measureRound(work, round));
  process.stderr.write(`round ${round + 1} of ${rounds}\n`);
}

const summaries = works.flatMap((work) => summarize(work, costs[work]));
console.log(values.json ? JSON.stringify(summaries, null, 2) : formatTable(summaries));

/** All variants after one another, each round beginning with another one: a machine that slows down slows all of them. */
async function measureRound(work: WorkName, round: number): Promise<Record<Variant, Cost>> {
  const first = round % variants.length;
  const found: Partial<Record<Variant, Cost>> = {};
  for (const variant of [...variants.slice(first), ...variants.slice(0, first)]) {
    found[variant] = await measure(variant, work);
  }
  return found as Record<Variant, Cost>;
}

async function measure(variant: Variant, work: WorkName): Promise<Cost> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    measurement,
    variant,
    work,
    String(BATCHES),
  ]);
  return JSON.parse(stdout);
}
