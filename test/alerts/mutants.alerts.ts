import { beforeAll, describe, expect, it } from 'vitest';
import { type Caught, catchMutants } from './catch-mutants.ts';
import { mutantsOf } from './rules/mutants.ts';
import { Rules } from './rules/rule-files.ts';

const rules = Rules.shipped();
const mutants = mutantsOf(rules);

describe('a mistake in the rules is caught by a scenario', () => {
  let caught: Caught;
  beforeAll(async () => {
    caught = await catchMutants(rules, mutants);
  });

  for (const mutant of mutants) {
    it(mutant.name, () => {
      expect(caught.get(mutant), 'no scenario catches it').toBeDefined();
    });
  }
});
