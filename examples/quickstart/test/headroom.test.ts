import type { RateLimit } from 'spanthropic';
import { describe, expect, test } from 'vitest';
import { headroomSentence, headroomTable } from '../demo/headroom.ts';

const now = Date.parse('2026-11-21T12:00:00Z');

const requests = limit({});
const tokens = limit({
  type: 'output_tokens',
  limit: 400_000,
  remaining: 31_000,
  headroom: 0.0775,
});
const counting = limit({
  method: 'messages.count_tokens',
  remaining: 4_000,
  headroom: 1,
  reset: new Date(now - 500),
  receivedAt: new Date(now - 90_000),
});
const untold = limit({
  method: 'batches',
  model: undefined,
  limit: undefined,
  headroom: undefined,
  reset: undefined,
});

describe('the table of the headroom', () => {
  test('has a line for each limit, below the method and the model whose it is', () => {
    expect(headroomTable([requests, tokens, counting, untold], now, 80)).toEqual([
      '                   limit    left  share left           reset in     age',
      '-----------------------------------------------------------------------',
      'messages.create, claude-opus-5-5',
      '  requests         4 000   3 981  #########.   99.5 %      12 s   0.4 s',
      '  output tokens  400 000  31 000  #.........    7.7 %      12 s   0.4 s',
      'messages.count_tokens, claude-opus-5-5',
      '  requests         4 000   4 000  ##########  100.0 %         -  90.0 s',
      'batches',
      '  requests             -   3 981                    -         -   0.4 s',
    ]);
  });

  test('fits 80 columns with the longest name and the largest numbers that the API has', () => {
    const large = { limit: 40_000_000, remaining: 39_999_000, headroom: 0.99, clientName: 'chat' };
    const limits = [limit({ type: 'priority_output_tokens', ...large })];
    for (const line of headroomTable(limits, now, 80)) expect(line.length).toBeLessThanOrEqual(80);
    expect(headroomTable(limits, now, 80).join('\n')).toContain('40 000 000  39 999 000');
  });

  test('is left out whole where there is no room, and where no limit was told', () => {
    expect(headroomTable([requests], now, 30)).toEqual([]);
    expect(headroomTable([], now, 80)).toEqual([]);
  });
});

describe('its sentence', () => {
  test('names the scarcest limit', () => {
    expect(headroomSentence([requests, tokens, untold], now)).toBe(
      'The scarcest: output tokens of messages.create, claude-opus-5-5: 7.7 % left, whole again in 12 s.',
    );
  });

  test('tells that a gateway stripped the headers', () => {
    expect(headroomSentence([], now)).toBe('No response told of a rate limit.');
  });
});

function limit(is: Partial<RateLimit>): RateLimit {
  return {
    type: 'requests',
    clientName: undefined,
    method: 'messages.create',
    model: 'claude-opus-5-5',
    limit: 4_000,
    remaining: 3_981,
    headroom: 0.99525,
    reset: new Date(now + 12_000),
    receivedAt: new Date(now - 400),
    ...is,
  };
}
