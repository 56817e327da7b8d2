import { BITS } from './test-file.ts';

/** When one alert fires: all of its labels, and times in seconds. */
export interface Fired {
  readonly alert: string;
  readonly job: string;
  readonly labels: Readonly<Record<string, string>>;
  /** From its first evaluation in this state to before the first that is not. */
  readonly spans: readonly (readonly [from: number, until: number])[];
}

const QUESTION = /\(time\(\) - (\d+)\) \/ (\d+)/;
const SAMPLE = /\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\} ([-+.\deE]+|NaN|[-+]?Inf)/g;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** What fires when, of promtool's answers to a {@link testFile}. Throws when it says anything else. */
export function timelineOf(output: string): Fired[] {
  const fired = new Map<string, { labels: Record<string, string>; at: number[]; step: number }>();
  let question: { begin: number; step: number } | undefined;
  for (const line of output.split('\n')) {
    const asked = QUESTION.exec(line);
    if (asked) {
      question = { begin: Number(asked[1]), step: Number(asked[2]) };
      // The answer may stand on the same line.
      if (!line.includes('got:')) continue;
    }
    const got = line.indexOf('got:');
    if (got < 0) {
      checkKnown(line);
      continue;
    }
    if (question === undefined) throw new Error(`An answer to no question: ${line}`);
    for (const [, names = '', value] of line.slice(got).matchAll(SAMPLE)) {
      const known = fired.get(names) ?? { labels: labelsOf(names), at: [], step: question.step };
      known.at.push(...evaluationsIn(Number(value), question));
      fired.set(names, known);
    }
  }
  return [...fired.values()].map(({ labels, at, step }) => {
    const { alertname = '', alertstate: _, job = '', ...others } = labels;
    return { alert: alertname, job, labels: others, spans: spansOf(at, step) };
  });
}

const KNOWN = /^\s*$|^Unit Testing:|^\s*FAILED:|^\s*SUCCESS|^\s*exp: nil|^\s*expr: .*ALERTS/;

function checkKnown(line: string): void {
  if (!KNOWN.test(line)) throw new Error(`promtool: ${line}`);
}

function labelsOf(names: string): Record<string, string> {
  return Object.fromEntries(
    [...names.matchAll(LABEL)].map(([, name = '', value = '']) => [name, JSON.parse(`"${value}"`)]),
  );
}

function evaluationsIn(mask: number, { begin, step }: { begin: number; step: number }): number[] {
  if (!Number.isSafeInteger(mask)) throw new Error(`promtool: not a sum of bits: ${mask}`);
  const at: number[] = [];
  let rest = mask;
  for (let bit = 0; bit < BITS; bit++) {
    if (rest % 2 === 1) at.push(begin + bit * step);
    rest = Math.floor(rest / 2);
  }
  return at;
}

function spansOf(at: readonly number[], step: number): [number, number][] {
  const spans: [number, number][] = [];
  for (const time of at) {
    const last = spans.at(-1);
    if (last && last[1] === time) last[1] = time + step;
    else spans.push([time, time + step]);
  }
  return spans;
}
