import type { Board } from './grafana/dashboard.ts';
import * as durations from './panels/durations.ts';
import * as streams from './panels/streams.ts';
import * as tokens from './panels/tokens.ts';
import * as waiting from './panels/waiting.ts';

export const CLAUDE_STREAMS: Board = {
  uid: 'claude-streams',
  title: 'Claude streams',
  description:
    'When streams begin, at what pace they come, whether they fall silent, and how they end.',
  sections: [
    {
      title: 'Now',
      panels: [waiting.streams, durations.firstTokenNow, streams.stalls, streams.completed],
    },
    {
      title: 'Beginning',
      panels: [durations.firstToken, durations.firstTokenByModel, durations.firstTokenSpread],
    },
    { title: 'Pace', panels: [tokens.pace, tokens.gaps, durations.streams] },
    { title: 'Silence', panels: [streams.stallsByPhase, streams.stallsByModel] },
    { title: 'End', panels: [streams.ends, streams.endsInRange] },
  ],
};
