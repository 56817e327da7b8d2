import { Readable } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { followBody } from '../src/seam/body.ts';
import { drain, failureOf } from './support/claude.ts';

const reader = () => ({
  asked: vi.fn(),
  chunk: vi.fn(),
  ended: vi.fn(),
  failed: vi.fn(),
  left: vi.fn(),
});

describe('a body that is no ReadableStream of the runtime', () => {
  it('but a stream of Node.js, as node-fetch has, is followed while it is iterated', async () => {
    const body = Readable.from([Buffer.from('one'), Buffer.from('two')]);
    const seen = reader();
    expect(followBody(body, seen)).toBe(true);
    expect(await drain(body)).toHaveLength(2);
    expect(seen.chunk).toHaveBeenCalledWith(Buffer.from('one'));
    expect(seen.ended).toHaveBeenCalledOnce();
  });

  it('but one that cannot be iterated, as in some runtimes, is followed by its reader', async () => {
    const web = new Response('blue').body;
    const body = { getReader: () => web?.getReader() };
    const seen = reader();
    expect(followBody(body, seen)).toBe(true);
    const taken = body.getReader();
    while (!(await taken?.read())?.done);
    expect(seen.asked).toHaveBeenCalledTimes(2);
    expect(seen.ended).toHaveBeenCalledOnce();
  });

  it('but of another make keeps what its members return, whatever that is', async () => {
    const failure = new Error('no');
    const body = {
      getReader: () => ({ read: async () => Promise.reject(failure) }),
      tee: () => 'two',
      values: () => ({}),
    };
    const seen = reader();
    followBody(body, seen);
    expect(body.tee()).toBe('two');
    expect(body.values()).toEqual({});
    expect(await failureOf(body.getReader().read())).toBe(failure);
    expect(seen.failed).toHaveBeenCalledExactlyOnceWith(failure);
    expect(seen.left).not.toHaveBeenCalled();
  });

  it.each([undefined, null, 'blue', {}])('is none that can be followed: %s', (body) => {
    expect(followBody(body, reader())).toBe(false);
  });
});
