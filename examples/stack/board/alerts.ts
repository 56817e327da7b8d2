import type { Alertmanager, RoutedAlert } from './alertmanager.ts';
import type { Labels, Prometheus } from './prometheus.ts';

/** An alert as the page shows it. */
export interface ShownAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: 'pending' | 'firing';
  readonly since: string;
  /** Names of the alerts that it is silent for. */
  readonly inhibitedBy: readonly string[];
  /** Whether Alertmanager has it, and tells somebody. */
  readonly isTold: boolean;
}

/** What is pending or firing by Prometheus, with what Alertmanager makes of it; pages first. */
export async function alertsNow(
  prometheus: Prometheus,
  alertmanager: Alertmanager,
): Promise<ShownAlert[]> {
  const [alerts, routed] = await Promise.all([
    prometheus.alerts(),
    alertmanager.alerts().catch((): readonly RoutedAlert[] => []),
  ]);
  const byKey = new Map(routed.map((alert) => [keyOf(alert.labels), alert]));
  const names = new Map(routed.map(({ fingerprint, labels }) => [fingerprint, labels.alertname]));
  return alerts
    .map(({ labels, annotations, state, activeAt }) => {
      const known = byKey.get(keyOf(labels));
      const inhibitedBy = (known?.status.inhibitedBy ?? []).map((each) => names.get(each) ?? each);
      const isTold = known?.status.state === 'active';
      return { labels, annotations, state, since: activeAt, inhibitedBy, isTold };
    })
    .sort((a, b) => rank(a) - rank(b) || a.since.localeCompare(b.since));
}

function rank({ state, labels, inhibitedBy }: ShownAlert): number {
  const byState = state === 'firing' ? 0 : 4;
  return byState + (inhibitedBy.length > 0 ? 2 : 0) + (labels.severity === 'page' ? 0 : 1);
}

function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
