import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** A receiver of Alertmanager's messages, on a loopback port. Every path takes them. */
export interface Webhook extends AsyncDisposable {
  readonly url: string;
  /** What came, in that order. */
  readonly messages: readonly Received[];
  /**
   * The first message that fits, also when it is still to come.
   *
   * @throws Error with what came instead, after `timeout` milliseconds (60 000 by default).
   */
  received(
    fits: (message: Received) => boolean,
    options?: { readonly timeout?: number },
  ): Promise<Received>;
}

/** A message and when it came. */
export interface Received extends WebhookMessage {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The path that it was sent to. */
  readonly path: string;
}

/** Version 4 of what Alertmanager sends. */
export interface WebhookMessage {
  readonly receiver: string;
  readonly status: 'firing' | 'resolved';
  readonly groupKey: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly externalURL: string;
  readonly alerts: readonly WebhookAlert[];
}

export interface WebhookAlert {
  readonly status: 'firing' | 'resolved';
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly generatorURL: string;
  readonly fingerprint: string;
}

/** Starts a receiver. */
export async function startWebhook(): Promise<Webhook> {
  const messages: Received[] = [];
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const message = (await json(request)) as WebhookMessage;
    messages.push({ ...message, at: Date.now(), path: request.url ?? '' });
    response.end();
    for (const look of waiting) look();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/`,
    messages,
    received(fits, { timeout = 60_000 } = {}) {
      return new Promise((resolve, reject) => {
        const done = (): void => {
          waiting.delete(look);
          clearTimeout(timer);
        };
        const look = (): void => {
          const found = messages.find(fits);
          if (found === undefined) return;
          done();
          resolve(found);
        };
        const timer = setTimeout(() => {
          done();
          reject(new Error(`No such message in ${timeout} ms; there came ${told(messages)}`));
        }, timeout);
        waiting.add(look);
        look();
      });
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function told(messages: readonly Received[]): string {
  const lines = messages.flatMap(({ at, alerts }) =>
    alerts.map(
      ({ status, labels }) => `${new Date(at).toISOString()} ${status} ${labels.alertname}`,
    ),
  );
  return lines.length === 0 ? 'none' : `\n${lines.join('\n')}`;
}
