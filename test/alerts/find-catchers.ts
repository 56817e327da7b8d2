// `node test/alerts/find-catchers.ts` looks for a scenario that catches each mutant, and writes which: then tests need
// not look for it. `find-catchers.ts MUTANT SCENARIO` only says which mutants with such names (regular expressions) are
// caught by which scenarios with such names, known or not.
import { writeFileSync } from 'node:fs';
import { CATCHERS_FILE, type Caught, caughtBy, searchCatchers } from './catch-mutants.ts';
import { mutantsOf } from './rules/mutants.ts';
import { Rules } from './rules/rule-files.ts';
import { UNSHOWN } from './rules/unshown.ts';
import { SCENARIOS } from './scenarios/index.ts';

const rules = Rules.shipped();
const all = mutantsOf(rules);
const [mutantNames, scenarioNames = ''] = process.argv.slice(2);
if (mutantNames === undefined) await findAll();
else await tryOut(new RegExp(mutantNames), new RegExp(scenarioNames));

async function findAll(): Promise<void> {
  const mutants = all.filter(({ name }) => !UNSHOWN.has(name));
  let before = 0;
  const caught = await searchCatchers(rules, mutants, (scenario, known) => {
    console.log(`${scenario.name}: ${known.size - before}`);
    before = known.size;
    write(known);
  });
  for (const mutant of mutants) if (!caught.has(mutant)) console.log(`NOT CAUGHT ${mutant.name}`);
}

async function tryOut(mutantNames: RegExp, scenarioNames: RegExp): Promise<void> {
  const mutants = all.filter(({ name }) => mutantNames.test(name));
  for (const scenario of SCENARIOS.filter(({ name }) => scenarioNames.test(name))) {
    const caught = new Set(await caughtBy(scenario, rules, mutants));
    console.log(scenario.name);
    for (const mutant of mutants) console.log(`  ${caught.has(mutant) ? '+' : '-'} ${mutant.name}`);
  }
}

function write(caught: Caught): void {
  const names = [...caught].map(([mutant, scenario]) => [mutant.name, scenario.name] as const);
  names.sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(CATCHERS_FILE, `${JSON.stringify(Object.fromEntries(names), null, 2)}\n`);
}
