import { describe, expect, it } from 'vitest';
import { mergeUsage, readUsage } from '../src/call/usage.ts';
import { failureCounts } from '../src/failures.ts';

describe('usage', () => {
  it('has the cached tokens in its input, which the API leaves out of it', () => {
    const usage = readUsage({
      input_tokens: 12,
      cache_read_input_tokens: 1_000,
      cache_creation_input_tokens: 200,
      cache_creation: { ephemeral_5m_input_tokens: 150, ephemeral_1h_input_tokens: 50 },
      output_tokens: 40,
      output_tokens_details: { thinking_tokens: 25 },
      service_tier: 'priority',
    });
    expect(usage).toEqual({
      input: 1_212,
      output: 40,
      cacheRead: 1_000,
      cacheWrite: 200,
      cacheWrite5m: 150,
      cacheWrite1h: 50,
      thinking: 25,
      serviceTier: 'priority',
    });
  });

  it('takes null, as the API sends it, for absent', () => {
    const usage = readUsage({
      input_tokens: 3,
      output_tokens: 5,
      cache_read_input_tokens: null,
      cache_creation_input_tokens: null,
      cache_creation: null,
      service_tier: null,
    });
    expect(usage).toEqual({ input: 3, output: 5 });
  });

  it('keeps a zero', () => {
    expect(readUsage({ input_tokens: 0, output_tokens: 0 })).toEqual({ input: 0, output: 0 });
  });

  it('of a compaction counts what is there', () => {
    const iterations = [{ type: 'compaction', input_tokens: 700 }, null, { type: 'message' }];
    expect(readUsage({ iterations })).toEqual({ compactionInput: 700, compactionOutput: 0 });
    expect(readUsage({ iterations: [{ type: 'message', input_tokens: 5 }] })).toEqual({});
  });

  it('adds up what compaction used, which is not in the sums', () => {
    const usage = readUsage({
      input_tokens: 10,
      output_tokens: 20,
      iterations: [
        { type: 'compaction', input_tokens: 700, output_tokens: 80 },
        { type: 'message', input_tokens: 10, output_tokens: 20 },
        { type: 'compaction', input_tokens: 300, output_tokens: 20 },
      ],
    });
    expect(usage).toMatchObject({
      input: 10,
      output: 20,
      compactionInput: 1_000,
      compactionOutput: 100,
    });
  });

  it.each([
    ['text', { input_tokens: '12', output_tokens: 4 }],
    ['a fraction', { input_tokens: 1.5, output_tokens: 4 }],
    ['a negative number', { input_tokens: -1, output_tokens: 4 }],
    ['not a number', { input_tokens: Number.NaN, output_tokens: 4 }],
    ['an object', { input_tokens: {}, output_tokens: 4, cache_creation: 7, iterations: 'none' }],
  ])('leaves out a count that is %s, and keeps the others', (_, given) => {
    expect(readUsage(given)).toEqual({ output: 4 });
  });

  it.each([
    [0, { input_tokens: 3, output_tokens: 5, cache_creation: null, service_tier: null }],
    [0, undefined],
    [1, 'none'],
    [1, { input_tokens: '12', output_tokens: 4 }],
    [2, { input_tokens: -1, output_tokens: 1.5 }],
    [4, { cache_creation: 7, output_tokens_details: 7, iterations: 'none', service_tier: 7 }],
  ])('counts %d for what is of another type than the API has', (failures, given) => {
    const before = failureCounts().get('usage') ?? 0;
    readUsage(given);
    expect((failureCounts().get('usage') ?? 0) - before).toBe(failures);
  });

  it('knows no input without the uncached part of it', () => {
    expect(readUsage({ cache_read_input_tokens: 9 })).toEqual({ cacheRead: 9 });
  });

  it.each([undefined, null, 5, 'usage'])('is none of %s', (given) => {
    expect(readUsage(given)).toBeUndefined();
  });
});

describe('the usage of a stream', () => {
  it('is that of the last message_delta, and what only the start knew', () => {
    const start = mergeUsage(undefined, {
      input_tokens: 10,
      output_tokens: 1,
      cache_read_input_tokens: 5,
    });
    const first = mergeUsage(start, { output_tokens: 30, cache_read_input_tokens: null });
    const last = mergeUsage(first, { output_tokens: 60, input_tokens: undefined });
    expect(readUsage(last)).toEqual({ input: 15, output: 60, cacheRead: 5 });
  });

  it('changes nothing of what it was made from', () => {
    const start = { input_tokens: 10, output_tokens: 1 };
    mergeUsage(start, { output_tokens: 30 });
    expect(start).toEqual({ input_tokens: 10, output_tokens: 1 });
  });

  it.each([undefined, null, 'usage'])('stays as it was when %s comes', (later) => {
    const start = { input_tokens: 10 };
    expect(mergeUsage(start, later)).toBe(start);
  });
});
