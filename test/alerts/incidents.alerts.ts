import { describe } from 'vitest';
import { isLong } from './long.ts';
import { testScenarios } from './played.ts';
import { SCENARIOS } from './scenarios/index.ts';

describe('incidents', () => {
  testScenarios(SCENARIOS.filter((one) => one.fires.length > 0 && !isLong(one)));
});
