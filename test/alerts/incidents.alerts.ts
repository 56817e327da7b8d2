import { describe, expect, it } from 'vitest';
import { Inhibition } from './alertmanager/inhibition.ts';
import { testScenarios } from './played.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { judge } from './verdict.ts';

describe('incidents', () => {
  const played = testScenarios(SCENARIOS.filter((one) => one.fires.length > 0));

  describe('one incident is told once because', () => {
    for (const [title, others] of Inhibition.withoutOne()) {
      it(title, () => {
        const problems = [...played.values()].flatMap(
          ({ scenario, fired, shown }) => judge(scenario, fired, shown, others).problems,
        );
        expect(problems, 'without it, no scenario goes wrong').not.toEqual([]);
      });
    }
  });
});
