import type { Scenario } from '../model/scenario.ts';
import { BURSTS } from './bursts.ts';
import { DAY_AND_NIGHT } from './day-and-night.ts';
import { DEPLOYS } from './deploys.ts';
import { EVERYTHING } from './everything.ts';
import { FAILING } from './failing.ts';
import { FLAPPING } from './flapping.ts';
import { HANGING } from './hanging.ts';
import { HEADROOM } from './headroom.ts';
import { LATE_BORN } from './late-born.ts';
import { LONG_CALLS } from './long-calls.ts';
import { ONE_LIMITED } from './one-limited.ts';
import { OVERLOAD } from './overload.ts';
import { QUIET } from './quiet.ts';
import { REJECTIONS } from './rejections.ts';
import { ROUTES_IN } from './routes.ts';
import { SHORT_LIVED } from './short-lived.ts';
import { SLEEPING } from './sleeping.ts';
import { SLOW_STREAMS } from './slow-streams.ts';
import { SLOWER_THAN_LAST_WEEK } from './slower-than-last-week.ts';
import { SOFT_LIMIT } from './soft-limit.ts';
import { SPEND_LIMIT } from './spend-limit.ts';
import { SPIKES } from './spikes.ts';
import { TELEMETRY } from './telemetry.ts';
import { VANISHED } from './vanished.ts';

/** The table: named traffic, and what must come of it. */
export const SCENARIOS: readonly Scenario[] = [
  ...QUIET,
  ...DAY_AND_NIGHT,
  ...DEPLOYS,
  ...LATE_BORN,
  ...SHORT_LIVED,
  ...ONE_LIMITED,
  ...SOFT_LIMIT,
  ...BURSTS,
  ...VANISHED,
  ...SPIKES,
  ...FLAPPING,
  ...ROUTES_IN,
  ...SPEND_LIMIT,
  ...REJECTIONS,
  ...OVERLOAD,
  ...FAILING,
  ...HANGING,
  ...LONG_CALLS,
  ...SLEEPING,
  ...SLOW_STREAMS,
  ...SLOWER_THAN_LAST_WEEK,
  ...HEADROOM,
  ...TELEMETRY,
  ...EVERYTHING,
];
