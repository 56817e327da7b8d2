import { randomBytes } from 'node:crypto';
import { expect, vi } from 'vitest';
import type { ArrivedSpan } from '../../../../test/export/otlp-json.ts';
import type { Chat } from './chat.ts';

/** A trace that a request of a test begins, so that the test finds it again. */
export interface Journey {
  readonly traceId: string;
  /** For the request. */
  readonly headers: { readonly traceparent: string };
}

export function beginTrace(): Journey {
  const traceId = randomBytes(16).toString('hex');
  return {
    traceId,
    headers: { traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01` },
  };
}

/** The spans of one request with one call. */
export interface Trace {
  readonly server: ArrivedSpan;
  readonly call: ArrivedSpan;
  readonly attempts: readonly ArrivedSpan[];
  readonly backoffs: readonly ArrivedSpan[];
}

/** Waits for the spans, and holds that each has the parent that it should have: SERVER, call, attempt. */
export async function traceOf({ receiver }: Chat, { traceId }: Journey): Promise<Trace> {
  const spans = (): ArrivedSpan[] => receiver.spans.filter((span) => span.traceId === traceId);
  const both = expect.arrayContaining(['SERVER', 'CLIENT']);
  await vi.waitFor(() => expect(spans().map(({ kind }) => kind)).toEqual(both), {
    timeout: 10_000,
  });
  const arrived = spans().sort((one, other) => Number(one.start - other.start));
  const [server, ...servers] = arrived.filter(({ kind }) => kind === 'SERVER');
  const [call, ...calls] = arrived.filter(({ kind }) => kind === 'CLIENT');
  if (!server || !call) throw new Error('unreachable');
  const inner = arrived.filter(({ kind }) => kind === 'INTERNAL');
  expect([...servers, ...calls], 'further requests or calls').toEqual([]);
  expect(call.parentId, 'the parent of the call').toBe(server.id);
  for (const { name, parentId } of inner) expect(parentId, `the parent of ${name}`).toBe(call.id);
  return {
    server,
    call,
    attempts: inner.filter(({ name }) => name === 'claude.attempt'),
    backoffs: inner.filter(({ name }) => name === 'claude.backoff'),
  };
}

/** What the fake API received in this trace, in order. */
export function requestsOf({ api }: Chat, { traceId }: Journey): Chat['api']['requests'] {
  return api.requests.filter(({ headers }) => headers.traceparent?.includes(traceId));
}
