const WORDS = new Map([
  ['end_turn', 'stop'],
  ['stop_sequence', 'stop'],
  ['max_tokens', 'length'],
  ['tool_use', 'tool_call'],
]);

/** The API's stop reason in the conventions' words; what they have no word for stays as it is. */
export const finishReasonOf = (stopReason: string): string => WORDS.get(stopReason) ?? stopReason;
