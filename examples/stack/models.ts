/** The one whose limit runs out. */
export const LARGE = 'claude-opus-5-5';

/** The one that fares well all the time. */
export const SMALL = 'claude-haiku-5-5';
