import type { Message, MessageAlert } from './alertmanager.ts';
import type { Labels } from './prometheus.ts';

/** A message as it came. */
export interface ReceivedMessage extends Message {
  /** ISO 8601. */
  readonly at: string;
  readonly number: number;
}

/** How many are kept. */
const MOST = 50;

/** What Alertmanager has sent to the webhook; the newest first. */
export class Messages {
  readonly #all: ReceivedMessage[] = [];
  #count = 0;

  get all(): readonly ReceivedMessage[] {
    return this.#all;
  }

  /** @throws TypeError for what is not a message of Alertmanager's */
  add(body: unknown): ReceivedMessage {
    const message = { ...read(body), at: new Date().toISOString(), number: ++this.#count };
    this.#all.unshift(message);
    this.#all.splice(MOST);
    return message;
  }
}

function read(body: unknown): Message {
  if (!isObject(body) || !Array.isArray(body.alerts)) {
    throw new TypeError("This is no message of Alertmanager's webhook.");
  }
  return {
    receiver: String(body.receiver ?? ''),
    status: statusOf(body.status),
    alerts: body.alerts.filter(isObject).map(readAlert),
  };
}

function readAlert(alert: Readonly<Record<string, unknown>>): MessageAlert {
  return {
    status: statusOf(alert.status),
    labels: readLabels(alert.labels),
    annotations: readLabels(alert.annotations),
    startsAt: String(alert.startsAt ?? ''),
  };
}

function readLabels(labels: unknown): Labels {
  const entries = isObject(labels) ? Object.entries(labels) : [];
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}

function statusOf(status: unknown): 'firing' | 'resolved' {
  return status === 'resolved' ? 'resolved' : 'firing';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
