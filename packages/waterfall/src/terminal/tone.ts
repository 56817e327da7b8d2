/** What a piece of text is, for its colour. */
export type Tone =
  | 'plain'
  | 'strong'
  | 'dim'
  | 'call'
  | 'waiting'
  | 'token'
  | 'stream'
  | 'stall'
  | 'asleep'
  | 'failed'
  | 'aborted';
