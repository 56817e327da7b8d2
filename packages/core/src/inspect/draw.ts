import type { CallPhase } from '../call/progress.ts';
import { inWords } from '../in-words.ts';
import type { CallInFlight } from './call-in-flight.ts';

/** How many calls a table has: the oldest, which are what somebody looks for. */
const MOST_ROWS = 40;

/** How much of a name a cell has: whoever chooses models may choose long ones. */
const MOST_LETTERS = 40;

/** A wait that is shorter than this, in seconds, is how a stream goes. */
const NOTICEABLE = 1;

const PHASES: Record<CallPhase, string> = {
  preparing: 'before its first request',
  asleep: 'asleep',
  headers: 'waiting for headers',
  body: 'reading the body',
  unread: 'stream not read yet',
  first_token: 'waiting for the first token',
  thinking: 'streaming thinking',
  text: 'streaming text',
  tool_input: 'streaming tool input',
};

/** The columns; one in which no call has anything is left out. */
const COLUMNS: readonly (readonly [heading: string, cell: (call: CallInFlight) => string])[] = [
  ['age', (call) => inWords(call.age)],
  ['client', (call) => name(call.clientName)],
  ['method', (call) => name(call.method)],
  ['model', (call) => name(call.model)],
  ['attempt', (call) => (call.attempt === 0 ? '' : `#${call.attempt}`)],
  ['now', nowOf],
  ['request id', (call) => name(call.requestId)],
  ['trace id', (call) => call.traceId ?? ''],
];

/** The calls in flight, the oldest first: how many do what, and a table. */
export function drawCalls(calls: readonly CallInFlight[]): string {
  if (calls.length === 0) return 'no call in flight';
  const shown = calls.slice(0, MOST_ROWS);
  const lines = [summary(calls), ...table(shown)];
  const youngest = shown.at(-1)?.age ?? 0;
  if (calls.length > shown.length) {
    lines.push(`and ${calls.length - shown.length} younger than ${inWords(youngest)}`);
  }
  return lines.join('\n');
}

function summary(calls: readonly CallInFlight[]): string {
  if (calls.length === 1) return '1 call in flight';
  const counts = new Map<string, number>();
  for (const { phase } of calls) {
    const what = /^streaming/.test(PHASES[phase]) ? 'streaming' : PHASES[phase];
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  const parts = [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([what, count]) => `${count} ${what}`);
  return `${calls.length} calls in flight: ${parts.join(', ')}`;
}

function table(calls: readonly CallInFlight[]): string[] {
  const columns = COLUMNS.map(([heading, cell]) => [heading, ...calls.map(cell)])
    .filter(([, ...cells]) => cells.some((cell) => cell !== ''))
    .map((cells) => {
      const width = Math.max(...cells.map((cell) => cell.length));
      return cells.map((cell) => (cell === '' ? '-' : cell).padEnd(width));
    });
  return [undefined, ...calls].map((_, row) =>
    columns
      .map((cells) => cells[row])
      .join('  ')
      .trimEnd(),
  );
}

function nowOf({ phase, waited = 0, unreadFor = 0, wakesIn, status }: CallInFlight): string {
  const words = PHASES[phase];
  switch (phase) {
    case 'asleep': {
      const left = wakesIn === undefined ? '' : `, wakes in ${inWords(wakesIn)}`;
      return `${words} after ${status ?? 'no response'}${left}`;
    }
    case 'headers':
      return `${words} for ${inWords(waited)}`;
    case 'first_token':
      if (unreadFor === 0) return `${words} for ${inWords(waited)}`;
      return `before the first token, not read for ${inWords(unreadFor)}`;
    case 'unread':
      return `${words}, for ${inWords(unreadFor)}`;
    default:
      if (waited >= NOTICEABLE) return `${words}, silent for ${inWords(waited)}`;
      return unreadFor >= NOTICEABLE ? `${words}, not read for ${inWords(unreadFor)}` : words;
  }
}

/** A name from outside, of which no letter moves the cursor. */
function name(given = ''): string {
  const visible = given.replace(/\p{C}/gu, '?');
  return visible.length > MOST_LETTERS ? `${visible.slice(0, MOST_LETTERS - 1)}…` : visible;
}
