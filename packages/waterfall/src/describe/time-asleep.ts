import { type Fact, fact } from './description.ts';
import { formatRound } from './numbers.ts';

/** The sum of the sleeps before retries, in seconds; nothing where there was none. */
export function timeAsleep(seconds: number): Fact[] {
  if (seconds <= 0) return [];
  const time = formatRound(seconds);
  return [fact('asleep', `${time} asleep`, `░ ${time}`)];
}
