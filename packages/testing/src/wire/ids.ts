import { randomInt } from 'node:crypto';

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** A new id in the API's form, such as `req_011CSHoEeqs5C35K2UUqR7Fy`. */
export function makeId(prefix: string): string {
  const characters = Array.from({ length: 22 }, () => alphabet[randomInt(alphabet.length)]);
  return `${prefix}_01${characters.join('')}`;
}
