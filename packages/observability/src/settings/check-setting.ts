import { Failure } from '../command/failure.ts';
import { secondsOf } from './duration.ts';
import type { Setting, Unit } from './setting.ts';

const NUMBER = /^\d{1,12}(\.\d{1,6})?$/;

/**
 * Gives the value back as the rules write it.
 *
 * @throws Failure that names the flag and its range.
 */
export function checkSetting({ flag, unit, default: usual }: Setting, value: string): string {
  if (fits(unit, value)) return value;
  throw new Failure(`--${flag} takes ${rangeOf(unit)}, such as ${usual}; got '${value}'`, 2);
}

/** What a flag takes, in words. */
function rangeOf(unit: Unit): string {
  return `${ARTICLES[unit.kind]} ${unit.min} to ${unit.max}${'what' in unit ? ` ${unit.what}` : ''}`;
}

const ARTICLES: Readonly<Record<Unit['kind'], string>> = {
  share: 'a share from',
  number: 'a number from',
  whole: 'a whole number from',
  duration: 'a duration from',
};

function fits(unit: Unit, value: string): boolean {
  if (unit.kind === 'duration') {
    return between(secondsOf(value), secondsOf(unit.min) ?? 0, secondsOf(unit.max) ?? 0);
  }
  if (!NUMBER.test(value) || (unit.kind === 'whole' && value.includes('.'))) return false;
  return between(Number(value), unit.min, unit.max);
}

function between(value: number | undefined, min: number, max: number): boolean {
  return value !== undefined && value >= min && value <= max;
}
