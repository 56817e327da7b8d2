import { getJson } from './get-json.ts';
import type { Labels } from './prometheus.ts';

/** An alert as Alertmanager has it. */
export interface RoutedAlert {
  readonly labels: Labels;
  readonly status: {
    readonly state: 'active' | 'suppressed' | 'unprocessed';
    readonly inhibitedBy: readonly string[];
  };
  readonly fingerprint: string;
}

/** What Alertmanager's webhook sends: one message on a group of alerts. */
export interface Message {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly alerts: readonly MessageAlert[];
}

export interface MessageAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly startsAt: string;
}

export class Alertmanager {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async alerts(): Promise<readonly RoutedAlert[]> {
    return (await getJson(`${this.#url}/api/v2/alerts`)) as RoutedAlert[];
  }
}
