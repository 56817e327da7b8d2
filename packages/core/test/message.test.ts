import { describe, expect, it } from 'vitest';
import { StreamedMessage } from '../src/stream/message.ts';

describe('a streamed message', () => {
  it('has the facts of its start and those of its deltas', () => {
    const message = new StreamedMessage();
    message.start({ id: 'msg_1', model: 'claude-opus-5-5', usage: { input_tokens: 3 } });
    message.delta({ stop_reason: 'end_turn' }, { output_tokens: 7 });
    expect(message.facts(true)).toMatchObject({
      id: 'msg_1',
      model: 'claude-opus-5-5',
      stopReason: 'end_turn',
      usage: { input: 3, output: 7 },
      partial: false,
    });
  });

  it.each([undefined, null, 'text', 7, {}])(
    'has none of a start that says nothing: %s',
    (start) => {
      const message = new StreamedMessage();
      message.start(start);
      expect(message.facts(false)).toBeUndefined();
    },
  );

  it('leaves out what is not of the API’s types', () => {
    const message = new StreamedMessage();
    message.start({ id: 7, model: null, usage: { input_tokens: 3 } });
    message.delta({ stop_reason: 1 }, 'none');
    message.delta(null, null);
    expect(message.facts(true)).toEqual({ usage: { input: 3 }, partial: false });
  });
});
