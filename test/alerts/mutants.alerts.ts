import { beforeAll, describe, expect, it } from 'vitest';
import { type Caught, catchKnown } from './catch-mutants.ts';
import { mutantsOf } from './rules/mutants.ts';
import { Rules } from './rules/rule-files.ts';
import { UNSHOWN } from './rules/unshown.ts';

const rules = Rules.shipped();
const all = mutantsOf(rules);
const mutants = all.filter(({ name }) => !UNSHOWN.has(name));

describe('a mistake in the rules is caught by a scenario', () => {
  let caught: Caught;
  beforeAll(async () => {
    caught = await catchKnown(rules, mutants);
  });

  for (const mutant of mutants) {
    it(mutant.name, () => {
      expect(
        caught.get(mutant),
        'node test/alerts/find-catchers.ts looks for a scenario that catches it',
      ).toBeDefined();
    });
  }
});

it('names no mistake as unshown that nobody can make', () => {
  const names = new Set(all.map(({ name }) => name));
  expect([...UNSHOWN].filter((name) => !names.has(name))).toEqual([]);
});
