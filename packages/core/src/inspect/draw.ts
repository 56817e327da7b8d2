import type { CallPhase } from '../call/progress.ts';
import type { CallInFlight } from './call-in-flight.ts';

const HEADINGS = ['age', 'method', 'model', 'attempt', 'now', 'request'];

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

/** The calls in flight as a table, the oldest first. */
export function drawCalls(calls: readonly CallInFlight[]): string {
  if (calls.length === 0) return 'no call in flight';
  const heading = `${calls.length} ${calls.length === 1 ? 'call' : 'calls'} in flight`;
  const rows = [HEADINGS, ...calls.map(rowOf)];
  const widths = HEADINGS.map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  return [heading, ...lines].join('\n');
}

function rowOf(call: CallInFlight): string[] {
  return [
    duration(call.age),
    call.method ?? '?',
    call.model ?? '-',
    `#${call.attempt}`,
    nowOf(call),
    call.requestId ?? '-',
  ];
}

function nowOf({ phase, waited, wakesIn, status }: CallInFlight): string {
  if (phase === 'asleep') {
    const after = status === undefined ? 'no response' : String(status);
    const left = wakesIn === undefined ? '' : `, wakes in ${duration(wakesIn)}`;
    return `asleep after ${after}${left}`;
  }
  return waited === undefined ? PHASES[phase] : `${PHASES[phase]}, ${duration(waited)} so far`;
}

/** Seconds as a person reads them: `0.4 s`, `12 s`, `3 min 20 s`, `3 d 4 h`. */
function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  const hours = Math.floor(whole / 3600);
  if (hours < 48) return `${hours} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}
