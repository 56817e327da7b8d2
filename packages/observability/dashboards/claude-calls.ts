import type { Board } from './grafana/dashboard.ts';
import * as durations from './panels/durations.ts';
import * as processes from './panels/processes.ts';
import * as tokens from './panels/tokens.ts';
import * as users from './panels/users.ts';
import * as waiting from './panels/waiting.ts';

export const CLAUDE_CALLS: Board = {
  uid: 'claude-calls',
  title: 'Claude calls',
  description:
    'Are users served? Calls, why they fail, how long they take, and what waits right now.',
  sections: [
    {
      title: 'Now',
      panels: [users.served, users.howMany, waiting.now, waiting.howLong],
    },
    {
      title: 'Calls',
      panels: [users.outcomes, users.causes, users.retried, waiting.overTime, tokens.used],
    },
    {
      title: 'Time',
      panels: [durations.firstToken, durations.answer, durations.slowCalls],
    },
    {
      title: 'Behind it',
      panels: [processes.firing, processes.telemetry, processes.clients],
    },
  ],
};
