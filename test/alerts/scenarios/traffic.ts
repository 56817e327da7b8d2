import { type Answer, type Answers, ok, type Pace, USUAL } from '../model/answer.ts';
import type { Random } from '../model/random.ts';
import type { Caller, Span } from '../model/scenario.ts';

export const minutes = (count: number): number => count * 60;
export const hours = (count: number): number => count * 3600;

/** What a part of all attempts meets, in a span of time. */
export interface Trouble {
  readonly span: Span;
  readonly share: number | ((at: number) => number);
  readonly answer: (random: Random) => Answer;
}

/** Answers at a usual pace, or at one that changes; some attempts meet trouble instead. */
export function answers(
  pace: Pace | ((at: number) => Pace) = USUAL,
  ...troubles: readonly Trouble[]
): Answers {
  return (at, random) => {
    for (const { span, share, answer } of troubles) {
      if (at < span[0] || at >= span[1]) continue;
      if (random.chance(typeof share === 'number' ? share : share(at))) return answer(random);
    }
    return ok(random, typeof pace === 'function' ? pace(at) : pace);
  };
}

/** A call each second, with usual answers but for what is in `troubles`. */
export function busy(...troubles: readonly Trouble[]): Caller {
  return { model: 'claude-opus-5-5', perMinute: () => 60, answers: answers(USUAL, ...troubles) };
}

/** Times so far apart, from the first to before the last. */
export function each(apart: number, [from, until]: Span): number[] {
  return Array.from(
    { length: Math.ceil((until - from) / apart) },
    (_, place) => from + apart * place,
  );
}

/** A rate of calls, but for a pause. */
export const paused = (perMinute: number, pause: Span): ((at: number) => number) =>
  during(pause, 0, perMinute);

/** One value in a span of time, and another outside of it. */
export function during<T>([from, until]: Span, inside: T, outside: T): (at: number) => T {
  return (at) => (at >= from && at < until ? inside : outside);
}
