/** What a bar is made of; each has a meaning, which the legend tells. */
export type BarGlyph =
  | 'headers'
  | 'awaiting'
  | 'token'
  | 'stream'
  | 'stall'
  | 'asleep'
  | 'failed'
  | 'aborted'
  | 'span';

export interface Glyphs {
  readonly bar: Readonly<Record<BarGlyph, string>>;
  readonly branch: string;
  readonly lastBranch: string;
  /** From a branch to its name. */
  readonly dash: string;
  readonly passing: string;
  readonly tick: string;
  readonly ellipsis: string;
  readonly separator: string;
}

/** Every glyph is one column wide in terminals that are not set to East Asian ambiguous width. */
export const UNICODE: Glyphs = {
  bar: {
    headers: '█',
    awaiting: '▒',
    token: '◆',
    stream: '━',
    stall: '╌',
    asleep: '░',
    failed: '✗',
    aborted: '⊘',
    span: '─',
  },
  branch: '├',
  lastBranch: '└',
  dash: '─',
  passing: '│',
  tick: '╷',
  ellipsis: '…',
  separator: ' · ',
};

export const ASCII: Glyphs = {
  bar: {
    headers: '#',
    awaiting: '+',
    token: '*',
    stream: '=',
    stall: '.',
    asleep: '~',
    failed: 'x',
    aborted: 'o',
    span: '-',
  },
  branch: '|',
  lastBranch: '`',
  dash: '-',
  passing: '|',
  tick: '|',
  ellipsis: '...',
  separator: ' | ',
};
