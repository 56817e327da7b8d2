import { type KnownAttributes, numberOf } from '../model/attributes.ts';
import { type Fact, fact } from './description.ts';
import { formatDuration } from './numbers.ts';

/** Less than this, in seconds and of the stream's time, its waiting for the application is the cost of reading it. */
const WORTH_TELLING = { seconds: 0.1, share: 0.1 };

/** How long the stream waited for the application, where that is a part of its time that counts. */
export function slowReader(attributes: KnownAttributes): Fact[] {
  const seconds = numberOf(attributes, 'spanthropic.stream.app_wait') ?? 0;
  const whole = numberOf(attributes, 'spanthropic.stream.duration') ?? 0;
  if (seconds < Math.max(WORTH_TELLING.seconds, WORTH_TELLING.share * whole)) return [];
  const time = formatDuration(seconds);
  return [fact('stall', `waited ${time} for the application`, `app ${time}`)];
}
