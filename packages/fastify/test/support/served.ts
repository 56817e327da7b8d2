import type { AddressInfo } from 'node:net';
import type Anthropic from '@anthropic-ai/sdk';
import type { FakeClaude } from '@spanthropic/testing';
import fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import type { CallEvent, InstrumentOptions } from 'spanthropic';
import { onTestFinished } from 'vitest';
import { observedClient } from '../../../core/test/support/claude.ts';
import { type ClaudeOptions, claude, type RequestSummary } from '../../src/index.ts';

/** An application that runs, and what became known of its requests. */
export interface Served {
  readonly url: string;
  readonly client: Anthropic;
  readonly events: CallEvent[];
  readonly summaries: RequestSummary[];
}

interface ServeOptions extends Partial<ClaudeOptions> {
  readonly instrument?: InstrumentOptions;
  readonly server?: FastifyServerOptions;
}

type Routes = (app: FastifyInstance, client: Anthropic) => unknown;

/** Serves what `routes` adds, with the plugin registered before it. */
export async function serve(
  api: FakeClaude,
  routes: Routes,
  { instrument, server, ...options }: ServeOptions = {},
): Promise<Served> {
  const { client, events } = observedClient(api, instrument);
  const summaries: RequestSummary[] = [];
  const app = fastify(server);
  await app.register(claude, {
    client,
    ...options,
    onSummary(summary, request) {
      summaries.push(summary);
      options.onSummary?.(summary, request);
    },
  });
  await routes(app, client);
  return { url: await listen(app), client, events, summaries };
}

/** Has `app` serve until the test is over; the URL. */
export async function listen(app: FastifyInstance): Promise<string> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  onTestFinished(async () => {
    app.server.closeAllConnections?.();
    await app.close();
  });
  const { port } = app.server.address() as AddressInfo;
  return `http://127.0.0.1:${port}`;
}

/** A logger for an application, and what was said at `warn` and above. */
export function logger(): {
  readonly logger: Exclude<FastifyServerOptions['logger'], undefined>;
  readonly lines: { readonly level: number; readonly msg: string; readonly err?: unknown }[];
} {
  const lines: { level: number; msg: string; err?: unknown }[] = [];
  const stream = { write: (line: string): number => lines.push(JSON.parse(line)) };
  return { logger: { level: 'warn', stream }, lines };
}
