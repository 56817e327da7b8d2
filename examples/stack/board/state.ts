import type { Schedule } from '../api/schedule.ts';
import type { Links } from '../settings.ts';
import type { Alertmanager } from './alertmanager.ts';
import { alertsNow, type ShownAlert } from './alerts.ts';
import { type Forecast, forecast } from './forecast.ts';
import type { Messages, ReceivedMessage } from './messages.ts';
import type { Prometheus } from './prometheus.ts';
import type { TracesBehind } from './trace-behind.ts';

/** Everything that the first page shows. */
export interface State {
  readonly forecast: Forecast;
  readonly alerts: readonly (ShownAlert & { readonly trace: string | undefined })[];
  readonly messages: readonly ReceivedMessage[];
  readonly links: Links;
  /** Backends that do not answer. */
  readonly problems: readonly string[];
}

export interface Sources {
  readonly schedule: Schedule;
  readonly prometheus: Prometheus;
  readonly alertmanager: Alertmanager;
  readonly traces: TracesBehind;
  readonly messages: Messages;
  readonly links: Links;
}

export async function stateOf(sources: Sources): Promise<State> {
  const { schedule, prometheus, alertmanager, traces, messages, links } = sources;
  const problems: string[] = [];
  const report = (error: Error): undefined => {
    problems.push(error.message);
  };
  const alerts = (await alertsNow(prometheus, alertmanager).catch(report)) ?? [];
  return {
    forecast: forecast(schedule),
    alerts: await Promise.all(
      alerts.map(async (alert) => {
        return { ...alert, trace: await traces.of(alert.labels).catch(report) };
      }),
    ),
    messages: messages.all,
    links,
    problems,
  };
}
