import type { Board } from './grafana/dashboard.ts';
import * as backoff from './panels/backoff.ts';
import * as durations from './panels/durations.ts';
import * as headroom from './panels/headroom.ts';
import * as limited from './panels/limited.ts';
import * as routes from './panels/routes.ts';
import * as tokens from './panels/tokens.ts';
import * as waiting from './panels/waiting.ts';

export const CLAUDE_RATE_LIMITS: Board = {
  uid: 'claude-rate-limits',
  title: 'Claude rate limits',
  description: 'How much is left, who is limited, what that costs, and who uses it up.',
  sections: [
    {
      title: 'Now',
      panels: [headroom.tightest, limited.inRange, backoff.lost, waiting.howLong],
    },
    { title: 'What is left', panels: [headroom.now, headroom.overTime, headroom.all] },
    {
      title: 'Who is limited',
      panels: [
        limited.byModel,
        limited.share,
        limited.reaching,
        limited.nested,
        durations.limitedAttempts,
      ],
    },
    {
      title: 'What it costs',
      panels: [backoff.byCause, backoff.length, waiting.asleep, waiting.wakeUp],
    },
    { title: 'Who uses it up', panels: [routes.attempts, tokens.byRoute] },
  ],
};
