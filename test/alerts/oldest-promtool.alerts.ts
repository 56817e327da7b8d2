import { describe } from 'vitest';
import { testScenarios } from './played.ts';
import { SCENARIOS } from './scenarios/index.ts';
import { incidentOf } from './spans.ts';

const NAMES = [
  'spike to 60 % at once',
  'restarts each hour, counters begin again',
  'pushed every 60 s, spike to 60 %',
  'spend limit reached',
];

describe('the oldest Prometheus that the rules are for', () => {
  testScenarios(
    SCENARIOS.filter(({ name }) => NAMES.includes(name)),
    // All hours are for the newer one: here it is about what the expressions mean.
    { promtool: 'promtool-2.42', spanOf: incidentOf },
  );
});
