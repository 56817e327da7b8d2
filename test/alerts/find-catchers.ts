// `node test/alerts/find-catchers.ts` looks for a scenario that catches each mutant, and writes which: then tests need
// not look for it.
import { writeFileSync } from 'node:fs';
import { CATCHERS_FILE, type Caught, searchCatchers } from './catch-mutants.ts';
import { mutantsOf } from './rules/mutants.ts';
import { Rules } from './rules/rule-files.ts';
import { UNSHOWN } from './rules/unshown.ts';

const rules = Rules.shipped();
const mutants = mutantsOf(rules).filter(({ name }) => !UNSHOWN.has(name));
let before = 0;
const caught = await searchCatchers(rules, mutants, (scenario, all) => {
  console.log(`${scenario.name}: ${all.size - before}`);
  before = all.size;
  write(all);
});
for (const mutant of mutants) if (!caught.has(mutant)) console.log(`NOT CAUGHT ${mutant.name}`);

function write(all: Caught): void {
  const names = [...all].map(([mutant, scenario]) => [mutant.name, scenario.name] as const);
  names.sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(CATCHERS_FILE, `${JSON.stringify(Object.fromEntries(names), null, 2)}\n`);
}
