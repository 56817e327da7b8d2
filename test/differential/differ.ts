import { compare, type Difference } from './compare.ts';
import { type Observation, observe } from './observe.ts';
import type { Scenario } from './scenario.ts';
import type { Subject } from './variants.ts';

/** What a busy machine may change by itself, so that it is measured again before it counts. */
const MEASURED: ReadonlySet<Difference['kind']> = new Set(['times', 'handles']);
const MEASUREMENTS = 6;

/** Milliseconds, times the measurements so far: whatever else keeps the machine busy is to be over by then. */
const PAUSE = 100;

const known = new Map<string, Observation>();

/**
 * What can be seen of `subject` in `scenario` that cannot be seen of `bare`. The bare client is
 * observed once for each scenario.
 */
export async function differ(
  scenario: Scenario,
  subject: Subject,
  bare: Subject,
): Promise<Difference[]> {
  const key = `${bare.name}: ${scenario.does}`;
  for (let measured = 1; ; measured += 1) {
    const without = known.get(key) ?? (await observe(scenario, bare));
    known.set(key, without);
    const found = compare(without, await observe(scenario, subject));
    const certain = !scenario.timed && found.some(({ kind }) => !MEASURED.has(kind));
    if (found.length === 0 || certain || measured === MEASUREMENTS) return found;
    known.delete(key);
    await new Promise((resolve) => setTimeout(resolve, PAUSE * measured));
  }
}
