import type { Usage } from '@spanthropic/testing';

/** What the fake API says; long enough for its stream to be worth looking at. */
export const sky =
  'Sunlight is made of all colours. On its way through the air it meets molecules much smaller ' +
  'than its waves, and these scatter short waves far more than long ones. So blue light reaches ' +
  'the eye from every part of the sky, while red and yellow come straight from the sun.';

/** The tokens of an answer, as the API would count them. */
export function tokens(input: number, output: number): Partial<Usage> {
  return { input_tokens: input, output_tokens: output };
}
