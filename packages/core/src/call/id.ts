import { randomBytes } from 'node:crypto';

const process = randomBytes(4).toString('hex');
let calls = 0;

/** An id for a call, unique across processes, of fixed form: eight hexadecimal digits, a dash, a count. */
export function nextCallId(): string {
  return `${process}-${++calls}`;
}
