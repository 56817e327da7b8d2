import { describe } from 'vitest';
import { isLong } from './long.ts';
import { testScenarios } from './played.ts';
import { SCENARIOS } from './scenarios/index.ts';

describe('days of traffic', () => {
  testScenarios(SCENARIOS.filter(isLong));
});
