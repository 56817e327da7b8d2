// What observing costs, as ratios: `pnpm bench [--rounds N] [--json]`.
//
// Times do not travel between machines, and on a shared one not even from one second to the next: a
// neighbour on the same core makes all code half as fast. So every variant has a process of its own, as
// the code of one would spoil what V8 learns of another; all are warmed up; and then they take turns,
// one short batch each, so that a ratio is always of batches that ran within the same second. A batch
// holds a few collections of young objects, or chance would decide who pays for them. What is printed is
// the median of all turns, with the quartiles. A round is a fresh set of processes, as V8 does not
// optimise twice in the same way.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { formatTable, summarize, type Turn } from './table.ts';
import { VARIANTS, type Variant } from './variants.ts';
import { WORK, type WorkName } from './work.ts';

const TURNS = 16;
const measurement = fileURLToPath(new URL('measure.ts', import.meta.url));
const variants = Object.keys(VARIANTS) as Variant[];

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) {
  console.error('bench: --rounds takes a whole number from 1');
  process.exit(2);
}

const turns: Record<WorkName, Turn[]> = { call: [], event: [] };
for (let round = 1; round <= rounds; round++) {
  for (const work of Object.keys(WORK) as WorkName[]) turns[work].push(...(await playRound(work)));
  process.stderr.write(`round ${round} of ${rounds}\n`);
}
const summaries = (Object.keys(WORK) as WorkName[]).flatMap((work) => summarize(work, turns[work]));
console.log(values.json ? JSON.stringify(summaries, null, 2) : formatTable(summaries));

async function playRound(work: WorkName): Promise<Turn[]> {
  const players: [Variant, ChildProcess][] = [];
  for (const variant of variants) players.push([variant, await start(variant, work)]);
  const played: Turn[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    played.push(await playTurn(players));
    // Whoever was first is last: the one before leaves its traces in the caches.
    players.push(...players.splice(0, 1));
  }
  for (const [, player] of players) player.kill();
  return played;
}

async function playTurn(players: readonly [Variant, ChildProcess][]): Promise<Turn> {
  const costs: Partial<Turn> = {};
  for (const [variant, player] of players) {
    player.send('turn');
    costs[variant] = Number(await answerOf(player));
  }
  return costs as Turn;
}

/** A process that is warm. Its collector has no threads of its own: those would meet the neighbour. */
async function start(variant: Variant, work: WorkName): Promise<ChildProcess> {
  const player = fork(measurement, [variant, work], { execArgv: ['--single-threaded-gc'] });
  // It has said why.
  player.on('exit', (code) => code && process.exit(code));
  await answerOf(player);
  return player;
}

async function answerOf(player: ChildProcess): Promise<unknown> {
  const [answer] = await once(player, 'message');
  return answer;
}
