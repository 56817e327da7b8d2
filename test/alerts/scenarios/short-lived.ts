import { rejected } from '../model/answer.ts';
import type { InstancePlan, Scenario } from '../model/scenario.ts';
import { answers, each, hours, minutes } from './traffic.ts';

const BEGIN = hours(3);
const END = BEGIN + minutes(40);
/** Each half a minute, and later, when there is less to do, each two minutes. */
const CALLS = [
  ...each(30, [BEGIN - minutes(30), END + minutes(30)]),
  ...each(120, [END + minutes(30), hours(6)]),
];

/** Workers that push once or twice: nobody sees their counters grow. */
const workers: readonly InstancePlan[] = CALLS.map((at, number) => ({
  name: `job-${number}`,
  lives: [[at - 2, at + 23]],
}));

/** What is over before it is looked at twice. */
export const SHORT_LIVED: readonly Scenario[] = [
  {
    name: 'workers that live for 25 s, whose key is refused',
    seed: 211,
    hours: 6,
    route: 'otlp',
    instances: workers,
    callers: [
      {
        model: 'claude-opus-5-5',
        at: CALLS,
        stream: false,
        answers: answers(
          { firstToken: 2, end: 2 },
          { span: [BEGIN, END], share: 1, answer: (random) => rejected(random, 401) },
        ),
      },
    ],
    telemetryErrors: [BEGIN],
    fires: [
      ...['ClaudeBillingOrAuthRejected', 'ClaudeRequestsRejected'].map((alert) => ({
        alert,
        from: BEGIN,
        within: 900,
        shownBy: 'rejected' as const,
        until: END + minutes(30),
      })),
      {
        alert: 'ClaudeTelemetryErrors',
        from: BEGIN,
        within: 60,
        until: BEGIN + minutes(40),
      },
    ],
    pages: [['ClaudeBillingOrAuthRejected']],
  },
];
