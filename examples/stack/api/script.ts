import { ok, type Step, status } from '@spanthropic/testing';
import { LARGE, SMALL } from '../models.ts';

const forever = { times: 'forever' } as const;

const answer =
  'You can send it back within thirty days: the label is in the parcel, and the money is with you two days after ' +
  'the parcel is with us. If it was broken when it came, a photograph is enough, and there is nothing to send.';

/** An answer of the large model: at a reader's speed where it is streamed. */
const long: Step = ok({
  text: answer,
  delay: 250,
  firstToken: 350,
  pace: 45,
  deltas: 30,
  usage: { input_tokens: 840, output_tokens: 62 },
  ...forever,
});

const short: Step = ok({
  text: 'returns',
  delay: 160,
  usage: { input_tokens: 210, output_tokens: 3 },
  ...forever,
});

/** By verdict and model, as the gate in front of it names them. */
export const script: Readonly<Record<string, readonly Step[]>> = {
  [`served ${LARGE}`]: [long],
  [`served ${SMALL}`]: [short],
  ...Object.fromEntries(
    [LARGE, SMALL].flatMap((model) => [
      [`limited ${model}`, [status(429, { delay: 30, ...forever })]],
      [`overloaded ${model}`, [status(529, { delay: 80, ...forever })]],
    ]),
  ),
};
