import type { Scenario } from '../scenario.ts';
import { aborts } from './aborts.ts';
import { answers } from './answers.ts';
import { clients } from './clients.ts';
import { contexts } from './contexts.ts';
import { failures } from './failures.ts';
import { fetches } from './fetches.ts';
import { helpers } from './helpers.ts';
import { middleware } from './middleware.ts';
import { resources } from './resources.ts';
import { responses } from './responses.ts';
import { retries } from './retries.ts';
import { streams } from './streams.ts';

/** Every scenario, by what it does. */
export const scenarios: readonly Scenario[] = [
  ...answers,
  ...responses,
  ...failures,
  ...retries,
  ...aborts,
  ...streams,
  ...helpers,
  ...resources,
  ...middleware,
  ...fetches,
  ...clients,
  ...contexts,
];
