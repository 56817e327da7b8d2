import type { Mark } from '../describe/description.ts';
import { numberOf } from '../model/attributes.ts';
import type { Span } from '../model/span.ts';
import type { Tone } from '../terminal/tone.ts';
import type { Cell } from './bar.ts';
import { columnAt, middleOf, type Timeline } from './timeline.ts';

interface Interval {
  /** Nanoseconds since the timeline's origin. */
  readonly from: number;
  readonly to: number;
}

/** Waiting for headers, waiting for the first token, the token itself, the stream, and its stalls. */
export function attemptCells(
  span: Span,
  mark: Mark | undefined,
  timeline: Timeline,
  from: number,
  to: number,
): Cell[] {
  const start = Number(span.start - timeline.origin);
  const headers = after(start, numberOf(span.attributes, 'spanthropic.time_to_headers'));
  const token = firstToken(span);
  const tokenAt = token === undefined ? undefined : Number(token - timeline.origin);
  const streamFrom = tokenAt ?? (waitedInVain(span) ? Infinity : headers);
  const silent = stalls(span, timeline);
  const cells: Cell[] = [];
  for (let column = from; column < to; column++) {
    const at = middleOf(timeline, column);
    if (silent.some((stall) => at >= stall.from && at < stall.to)) cells.push(STALL);
    else if (at >= streamFrom) cells.push(toned('stream', 'stream', mark));
    else cells.push(toned(at >= headers ? 'awaiting' : 'headers', 'waiting', mark));
  }
  if (token !== undefined) {
    const column = Math.floor(columnAt(timeline, token)) - from;
    cells[Math.max(0, Math.min(cells.length - 1, column))] = TOKEN;
  }
  return cells;
}

const STALL: Cell = { glyph: 'stall', tone: 'stall' };
const TOKEN: Cell = { glyph: 'token', tone: 'token' };

/** A failed attempt is red from end to end. */
function toned(glyph: Cell['glyph'], tone: Tone, mark: Mark | undefined): Cell {
  return { glyph, tone: mark === 'failed' ? mark : tone };
}

function after(start: number, seconds: number | undefined): number {
  return seconds === undefined ? Infinity : start + seconds * 1e9;
}

function firstToken({ start, attributes, events }: Span): bigint | undefined {
  const event = events.find(({ name }) => name === 'spanthropic.first_token');
  if (event) return event.at;
  const seconds = numberOf(attributes, 'spanthropic.time_to_first_token');
  return seconds === undefined ? undefined : start + BigInt(Math.round(seconds * 1e9));
}

/** `message_start` and `content_block_start`, which say nothing yet. */
const EVENTS_BEFORE_TOKEN = 2;

/**
 * Whether this is a stream whose first token never came. Any other body is read as soon as it is there, and so is a
 * stream that went on to later events: its reader was too late to tell when the token came.
 */
function waitedInVain({ attributes }: Span): boolean {
  const end = attributes['spanthropic.stream.end'];
  const isStream = end !== undefined || attributes['spanthropic.stream.duration'] !== undefined;
  const events = numberOf(attributes, 'spanthropic.stream.events') ?? 0;
  return isStream && end !== 'completed' && events <= EVENTS_BEFORE_TOKEN;
}

/**
 * A stall is told when it has lasted for a while, and says for how long. Of a single one the whole length is known too:
 * it is the stream's longest gap.
 */
function stalls({ attributes, events }: Span, timeline: Timeline): Interval[] {
  const told = events.filter(({ name }) => name === 'spanthropic.stall');
  const gap = told.length === 1 ? numberOf(attributes, 'spanthropic.stream.max_gap') : undefined;
  return told.map(({ at, attributes: { ...known } }) => {
    const silence = numberOf(known, 'spanthropic.stall.silence') ?? 0;
    const from = Number(at - timeline.origin) - silence * 1e9;
    return { from, to: from + Math.max(silence, gap ?? 0) * 1e9 };
  });
}
