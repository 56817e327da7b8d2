import type Anthropic from '@anthropic-ai/sdk';
import type { ClientOptions } from '@anthropic-ai/sdk';
import type { FakeClaude, RecordedRequest } from '@spanthropic/testing';
import { expect } from 'vitest';
import type { CallEvent, InstrumentOptions } from '../../../src/index.ts';
import {
  type RequestOptions,
  type RequestSummary,
  ServedRequest,
} from '../../../src/request/index.ts';
import { observedClient } from '../../support/claude.ts';

/** An HTTP request as an adapter would serve it, and what became known of it. */
export interface Served {
  readonly request: ServedRequest<Anthropic>;
  readonly client: Anthropic;
  readonly events: CallEvent[];
  readonly summaries: RequestSummary[];
}

interface ServeOptions extends Partial<RequestOptions<Anthropic>> {
  readonly instrument?: InstrumentOptions;
  readonly sdk?: ClientOptions;
}

/** A request to `/chat/:id`. */
export function serve(api: FakeClaude, { instrument, sdk, ...options }: ServeOptions = {}): Served {
  const { client, events } = observedClient(api, instrument, sdk);
  const summaries: RequestSummary[] = [];
  const request = new ServedRequest({
    client,
    route: () => '/chat/:id',
    abortOnDisconnect: true,
    onSummary: (summary) => {
      summaries.push(summary);
    },
    ...options,
  });
  return { request, client, events, summaries };
}

/** A stream that goes on until its reader leaves. */
export const ENDLESS = { end: 'never', after: 4 } as const;

/** Milliseconds from the client's leaving to a closed connection: ten times what is promised (2 to 20 measured), for cores that are shared. */
const PROMPT = 500;

/** Holds that the API saw the connection of `call` closed right after `since`, by the API's own clock. */
export async function expectClosed(api: FakeClaude, call: string, since: number): Promise<void> {
  const last = (): RecordedRequest | undefined => api.requestsOf(call).at(-1);
  await expect.poll(() => last()?.clientLeftAt).toBeDefined();
  expect((last()?.clientLeftAt ?? Number.NaN) - since).toBeLessThan(PROMPT);
}
