import { status, stream } from '@spanthropic/testing';

export const USAGE = { input_tokens: 14, output_tokens: 7 };

const answer = stream({ text: 'Air scatters.', firstToken: 120, pace: 10, usage: USAGE });
const limited = status(429, { retryAfterMs: 60 });

/** What becomes of each call that the service makes. */
export const SCRIPT = {
  limited_twice: [status(429, { retryAfterMs: 150 }), limited, answer],
  limited_once: [limited, answer],
  limited_to_the_end: [limited, limited, limited],
  overloaded_once: [status(529, { retryAfterMs: 20 }), answer],
  refused: [status(400)],
  fine: [answer],
};
