import type { CallInFlight, RateLimit } from 'spanthropic';
import { countOf, percent, seconds } from './quantity.ts';

/** What is going on at one moment. */
export interface Status {
  /** Calls that have begun and not ended, those that sleep included. */
  readonly active: number;
  /** Of these, between two attempts. */
  readonly asleep: number;
  /** Seconds until the first of the sleepers wakes; absent where none sleeps, or nobody knows. */
  readonly wakesIn: number | undefined;
  /** Calls whose answer has begun to stream. */
  readonly streams: number;
  /** What is left of each kind of limit, where it is least; the scarcest first. */
  readonly headroom: readonly Headroom[];
}

interface Headroom {
  readonly type: string;
  /** 0 to 1. */
  readonly share: number;
}

/** Sums up what `inspect()` and `rateLimits()` say. */
export function statusOf(calls: readonly CallInFlight[], limits: readonly RateLimit[]): Status {
  const asleep = calls.filter(({ phase }) => phase === 'asleep');
  const waits = asleep.flatMap(({ wakesIn }) => wakesIn ?? []);
  return {
    active: calls.length,
    asleep: asleep.length,
    wakesIn: waits.length === 0 ? undefined : Math.min(...waits),
    streams: calls.filter(isStreaming).length,
    headroom: scarcest(limits),
  };
}

const notStreaming: ReadonlySet<string> = new Set(['preparing', 'asleep', 'headers', 'body']);

function isStreaming({ stream, phase }: CallInFlight): boolean {
  return stream && !notStreaming.has(phase);
}

function scarcest(limits: readonly RateLimit[]): Headroom[] {
  const least = new Map<string, number>();
  for (const { type, headroom: share } of limits) {
    if (share !== undefined) least.set(type, Math.min(share, least.get(type) ?? 1));
  }
  return [...least].map(([type, share]) => ({ type, share })).sort((a, b) => a.share - b.share);
}

/** The status in one line of at most `width` columns, with as much detail as fits. */
export function lineOf(status: Status, width: number): string {
  const { active, asleep, wakesIn, streams, headroom } = status;
  const line = (detail: string, limits: readonly Headroom[]): string =>
    [
      `${active} active`,
      `${asleep} asleep${detail}`,
      `${countOf(streams, 'stream')} open`,
      ...limits.map(({ type, share }, at) => {
        return `${at === 0 ? 'headroom ' : ''}${type.replaceAll('_', ' ')} ${percent(share)}`;
      }),
    ].join(', ');
  const detail = wakesIn === undefined ? '' : ` (${seconds(Math.max(0, wakesIn), 1)} left)`;
  const scarce = headroom.slice(0, 1);
  const lines = [
    ...headroom.map((_, at) => line(detail, headroom.slice(0, headroom.length - at))),
    ...scarce.map((one) => line('', [one])),
    line(detail, []),
  ];
  const fitting = lines.find((each) => each.length <= width) ?? line('', []);
  return fitting.slice(0, Math.max(0, width));
}
