import { randomBytes } from 'node:crypto';

const process = randomBytes(4).toString('hex');
let calls = 0;

/** The number of a call that begins, unique in this process. */
export function nextCallNumber(): number {
  return ++calls;
}

/** The id of a call, unique across processes, of fixed form: eight hexadecimal digits, a dash, its number. */
export function callIdOf(number: number): string {
  return `${process}-${number}`;
}
