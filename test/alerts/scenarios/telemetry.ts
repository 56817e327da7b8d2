import type { Scenario } from '../model/scenario.ts';
import { busy, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);

/** Telemetry that fails, or is not there. */
export const TELEMETRY: readonly Scenario[] = [
  {
    name: 'telemetry fails twice, 20 minutes apart',
    seed: 181,
    hours: 6,
    callers: [busy()],
    telemetryErrors: [BEGIN, BEGIN + minutes(20)],
    fires: [
      {
        alert: 'ClaudeTelemetryErrors',
        from: BEGIN,
        within: minutes(10),
        until: BEGIN + minutes(57),
      },
    ],
    pages: [],
  },
  {
    // The last that was heard of them is an error.
    name: 'all instances vanish',
    seed: 182,
    hours: 6,
    instances: ['a:9464', 'b:9464'].map((name) => ({ name, lives: [[0, BEGIN]] })),
    callers: [busy()],
    telemetryErrors: [BEGIN - 60],
    // They were there an hour before.
    whole: true,
    fires: [
      {
        alert: 'ClaudeTelemetryAbsent',
        from: BEGIN,
        within: minutes(22),
        until: BEGIN + minutes(80),
      },
    ],
    mayFire: [
      {
        alert: 'ClaudeTelemetryErrors',
        from: BEGIN - 60,
        until: BEGIN + minutes(40),
        silenced: true,
      },
    ],
    pages: [],
  },
  {
    name: 'all instances that push vanish',
    seed: 183,
    hours: 6,
    route: 'otlp',
    instances: ['a', 'b'].map((name) => ({ name, lives: [[0, BEGIN]] })),
    callers: [busy()],
    // They were there an hour before.
    whole: true,
    fires: [
      {
        alert: 'ClaudeTelemetryAbsent',
        from: BEGIN,
        within: minutes(25),
        until: BEGIN + minutes(80),
      },
    ],
    pages: [],
  },
];
