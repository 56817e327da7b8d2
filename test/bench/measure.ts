// One variant at one piece of work, in a process of its own: `node --expose-gc measure.ts VARIANT WORK BATCHES`.
// Prints the CPU time of one unit in microseconds, the median of all batches.
import type Anthropic from '@anthropic-ai/sdk';
import { median } from './median.ts';
import { prepare, type Variant } from './variants.ts';
import { WORK, type Work, type WorkName } from './work.ts';

/** Microseconds of CPU time for one unit. */
export interface Cost {
  readonly plain: number;
  /** With a full collection before each batch: V8 then drops the hidden classes that have no live instance. */
  readonly collected: number;
}

const [variant, workName, batches] = process.argv.slice(2);
const work: Work = WORK[workName as WorkName];
const { client, flush } = prepare(variant as Variant, async () => work.respond());

await run(client, work.warmUpCalls);
const plain = await measure(() => {});
const collected = globalThis.gc ? await measure(globalThis.gc) : Number.NaN;
console.log(JSON.stringify({ plain, collected } satisfies Cost));

async function measure(between: () => void): Promise<number> {
  const costs: number[] = [];
  for (let batch = 0; batch < Number(batches); batch++) {
    between();
    const before = process.cpuUsage();
    await run(client, work.callsPerBatch);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / (work.callsPerBatch * work.unitsPerCall));
  }
  return median(costs);
}

async function run(client: Anthropic, calls: number): Promise<void> {
  for (let call = 1; call <= calls; call++) {
    await work.call(client);
    // A real call waits for the network: let timers and the exporter have their turn.
    if (call % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await flush();
}
