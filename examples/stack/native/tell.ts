import type { Timing } from '../api/schedule.ts';
import { OVER_WITHIN, PAGE_WITHIN } from '../board/forecast.ts';
import type { Ports } from './ports.ts';

/** Where to look. */
export function whereToLook(ports: Ports): string {
  const url = (name: keyof Ports): string => `http://127.0.0.1:${ports[name]}`;
  return `
Open ${url('demo')}: alerts as they fire, what the webhook got, runbooks, dashboards and traces.

  Alertmanager  ${url('alertmanager')}
  Prometheus    ${url('prometheus')}  its API; it was built without pages, so there is ${url('demo')}/explore
  Jaeger        ${url('jaeger')}  its API; the same, so there is ${url('demo')}/search
  Grafana       is part of the compose stack only; ${url('demo')}/d/ shows the values of its dashboards
`;
}

/** What will happen when, by the clock of this machine. */
export function whatWillHappen({ firstSpike, every, length }: Timing, startedAt: number): string {
  const at = (seconds: number): string => clock(startedAt + seconds * 1000);
  return `
What will happen:
  ${at(0)}  steady traffic on three routes
  ${at(firstSpike)}  a rate-limit spike begins: claude-opus-5-5 answers most attempts with 429, for ${length} s
  ${at(firstSpike + PAGE_WITHIN)}  until then, ClaudeRateLimitSpike has become a page at the webhook
  ${at(firstSpike + length)}  the spike is over; the alert keeps firing until calm has lasted for 10 minutes
  ${at(firstSpike + length + OVER_WITHIN)}  until then, a message has said that it is resolved
  ${at(firstSpike + every)}  the next spike, and so on every ${every} s

Ctrl-C stops everything.
`;
}

export function clock(time: number): string {
  return new Date(time).toTimeString().slice(0, 8);
}
