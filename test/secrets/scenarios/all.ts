import type { Scenario } from '../scenario.ts';
import { answers } from './answers.ts';
import { failures } from './failures.ts';
import { surroundings } from './surroundings.ts';

export const scenarios: readonly Scenario[] = [...answers, ...failures, ...surroundings];
