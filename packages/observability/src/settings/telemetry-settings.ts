import type { Setting } from './setting.ts';

/** When alerts of telemetry itself fire. */
export const TELEMETRY_SETTINGS: readonly Setting[] = [
  {
    flag: 'telemetry-errors',
    default: '1',
    unit: { kind: 'whole', min: 1, max: 100000, what: 'errors' },
    meaning: 'failures of telemetry itself in 5 minutes',
    alerts: ['ClaudeTelemetryErrors'],
  },
  {
    flag: 'absent-for',
    default: '15m',
    // Not to be seen is told from never there for an hour: a longer wait would never end.
    unit: { kind: 'duration', min: '5m', max: '45m' },
    meaning: 'how long a job that was there an hour ago has to be gone',
    alerts: ['ClaudeTelemetryAbsent'],
  },
];
