import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { CLAUDE_CALLS } from './claude-calls.ts';
import { CLAUDE_RATE_LIMITS } from './claude-rate-limits.ts';
import { CLAUDE_STREAMS } from './claude-streams.ts';
import { dashboard } from './grafana/dashboard.ts';

/** Every dashboard of this package. */
export const allDashboards = (): Dashboard[] =>
  [CLAUDE_CALLS, CLAUDE_RATE_LIMITS, CLAUDE_STREAMS].map(dashboard);

/** The file that a dashboard is committed as. */
export const fileOf = ({ uid = '' }: Dashboard): URL =>
  new URL(`json/${uid}.json`, import.meta.url);

/** What stands in it. */
export const textOf = (dashboard: Dashboard): string => `${JSON.stringify(dashboard, null, 2)}\n`;
