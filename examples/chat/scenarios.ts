import { type ScriptedCall, type Step, status, stream } from '@spanthropic/testing';

/** Something to try: a question of the page, and what the fake API does when it is asked. */
interface Scenario {
  /** On the page's button. */
  readonly title: string;
  readonly question: string;
  /** What each attempt of the call gets. */
  readonly attempts: readonly Step[];
}

/** An answer at a reader's speed, cut into words. */
const answer = (text: string, options: Parameters<typeof stream>[0] = {}): Step =>
  stream({ text, firstToken: 400, pace: 45, deltas: text.split(' ').length, ...options });

const stock =
  'I am a fake, and there is no model behind me: whatever you ask, you get these words, at the speed ' +
  'at which a model would write them. Start the server with a key in ANTHROPIC_API_KEY, and Claude answers.';

const story =
  'Once upon a time there was a request. It left home early, a trace context in its bag, and walked from ' +
  'hop to hop until it came to a great hall, where a model sat and thought. The model began to speak, one word ' +
  'after the other, and the request carried each of them home as soon as it was said. So it went on for a long ' +
  'while: words came, words went, and tokens were counted at the door. But far away, at the other end, somebody ' +
  'looked at the clock, and then at the door. What nobody knew was this: the moment that the reader left, the ' +
  'connection was closed, the model was told, and it stopped in the middle of its sentence. No token was paid ' +
  'for that nobody would read. And if the reader has not left by now, this story ends here, as stories do.';

/** What the page offers where the API is the fake one. */
export const scenarios: readonly Scenario[] = [
  {
    title: 'Two retries',
    question: 'Refuse me twice before you answer.',
    attempts: [
      status(429, { retryAfter: 1 }),
      status(529),
      answer(
        'Here I am. The first attempt got a 429 and was asked to wait for a second, the second one a 529, ' +
          'and the third one this. You saw nothing but a slow answer; its trace has every attempt.',
      ),
    ],
  },
  {
    title: 'Slow first token',
    question: 'Take your time before the first word.',
    attempts: [
      answer('That took four seconds, and all of them were mine: no retry, no sleep.', {
        firstToken: 4_000,
      }),
    ],
  },
  {
    title: 'A long answer',
    question: 'Tell me a story, so that I can leave in the middle.',
    attempts: [answer(story, { pace: 80 })],
  },
  {
    title: 'Breaks off',
    question: 'Break off in the middle of your answer.',
    attempts: [
      answer('The answer was going rather well, until the model was overloaded and', {
        end: 'error',
        after: 11,
      }),
    ],
  },
  {
    title: 'A 429 storm',
    question: 'Keep refusing me.',
    attempts: [
      status(429, { retryAfter: 1 }),
      status(429, { retryAfter: 1 }),
      status(429, { retryAfter: 3 }),
    ],
  },
];

/** What to ask for it to happen. */
export function question(title: string): string {
  const scenario = scenarios.find((each) => each.title === title);
  if (scenario === undefined) throw new TypeError(`There is no scenario "${title}"`);
  return scenario.question;
}

/**
 * What the fake API does, by the last question of a conversation, and by attempt: so every call of a question
 * meets the same, also after one that was broken off.
 */
export const script: readonly ScriptedCall[] = [
  ...scenarios.flatMap(({ title, question, attempts }) =>
    attempts.map((step, index) => ({
      id: `${title}, attempt ${index + 1}`,
      match: {
        bodyIncludes: `${JSON.stringify(question)}}]`,
        headers: { 'x-stainless-retry-count': String(index) },
      },
      steps: [{ ...step, times: 'forever' as const }],
    })),
  ),
  { id: 'default', steps: [{ ...answer(stock), times: 'forever' }] },
];
