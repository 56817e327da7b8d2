// `node test/alerts/look.ts NAME` plays the scenarios with such names (a regular expression), each alone, and says what
// fires when (in seconds), and what of it is not as expected.
import { Inhibition } from './alertmanager/inhibition.ts';
import { playFleet } from './fleets.ts';
import { Rules } from './rules/rule-files.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { judge } from './verdict.ts';

const [name] = process.argv.slice(2);
if (name === undefined) throw new Error('NAME is missing');
const rules = Rules.shipped();
const inhibition = Inhibition.shipped();
for (const scenario of SCENARIOS.filter((one) => new RegExp(name).test(one.name))) {
  for (const { fired, shown } of await playFleet([scenario], rules)) {
    console.log(scenario.name);
    for (const { alert, labels, spans } of fired) {
      console.log(`  ${alert} ${labels.severity} ${spans.map((span) => span.join('-')).join(' ')}`);
    }
    const { problems, seconds } = judge(scenario, fired, shown, inhibition);
    for (const [{ alert }, took] of seconds) console.log(`  after ${took} s: ${alert}`);
    for (const problem of problems) console.log(`  WRONG: ${problem}`);
  }
}
