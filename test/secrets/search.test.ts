import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { canary } from './canaries.ts';
import { canariesIn } from './search.ts';

const secret = canary('of-the-search');
const base64 = (bytes: string | Uint8Array): string => Buffer.from(bytes).toString('base64');

it.each([
  ['in plain text', `password: ${secret}.`],
  ['in other letters', secret.toUpperCase()],
  ['before other letters', `${secret}J42`],
  ['in base64', `data:text/plain;base64,${base64(secret)}`],
  ['in base64 after a byte that looks like it', `A${base64(`the secret is ${secret}`)}`],
  ['in base64url', Buffer.from(`?>${secret}`).toString('base64url')],
  ['in hexadecimal digits', `0${Buffer.from(secret).toString('hex')}`],
  ['compressed', gzipSync(secret)],
  ['compressed, in base64', base64(gzipSync(`{"secret":"${secret}"}`))],
  ['in base64 of base64', base64(base64(secret))],
  ['in UTF-16', Buffer.from(secret, 'utf16le')],
])('a canary is found %s', (_, text) => {
  expect(canariesIn(Buffer.from(text))).toEqual([secret]);
});

it('a canary that was cut is found', () => {
  expect(canariesIn(Buffer.from(secret.slice(0, 15)))).toEqual([secret.slice(0, 15)]);
});

it('nothing is found where none is', () => {
  const bytes = Buffer.from(`req_011CVGk8 ${base64('nothing to be seen here')} ${'ab'.repeat(50)}`);
  expect(canariesIn(bytes)).toEqual([]);
});
