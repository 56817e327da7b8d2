import { describe } from 'vitest';
import { testScenarios } from './played.ts';
import { SCENARIOS } from './scenarios/index.ts';

describe('calm traffic', () => {
  testScenarios(SCENARIOS.filter((one) => one.fires.length === 0));
});
