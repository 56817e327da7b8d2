import { earliest } from '../model/earliest.ts';
import type { Span } from '../model/span.ts';

/** Stands where a parent belongs that has not ended, or was lost; it reaches as far as what is known of it. */
export function unseenParent(id: string, children: readonly Span[]): Span {
  const first = earliest(children);
  return {
    traceId: first?.traceId ?? '',
    id,
    parentId: undefined,
    remoteParent: undefined,
    name: '(parent not seen)',
    scope: '',
    service: first?.service,
    start: first?.start ?? 0n,
    end: undefined,
    status: 'unset',
    attributes: {},
    events: [],
  };
}
