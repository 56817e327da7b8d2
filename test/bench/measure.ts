// One variant at one piece of work, in a process of its own, forked with `measure.ts VARIANT WORK`. Says
// when it is warm, and then answers each message with the CPU time of one batch.
import { prepare, type Variant } from './variants.ts';
import { WORK, type Work, type WorkName } from './work.ts';

const [variant, workName] = process.argv.slice(2);
const work: Work = WORK[workName as WorkName];
let { respond } = work.warmUp;
const { client, deliver, collect } = prepare(variant as Variant, async () => respond());

await run(work.warmUp.calls);
({ respond } = work);
process.on('message', async () => say(await batch()));
say('warm');

/**
 * Microseconds of CPU time for one unit, of all threads: what is left to another one is not free. The
 * collection of metrics is not counted, for one in a minute is nothing, and one in a batch is not.
 */
async function batch(): Promise<number> {
  await collect();
  const before = process.cpuUsage();
  await run(work.callsPerBatch);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (work.callsPerBatch * work.unitsPerCall);
}

async function run(calls: number): Promise<void> {
  for (let call = 1; call <= calls; call++) {
    await work.call(client);
    // A real call waits for the network: let timers and the exporter have their turn.
    if (call % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await deliver();
}

function say(message: 'warm' | number): void {
  process.send?.(message);
}
