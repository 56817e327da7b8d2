import { describe, expect, it } from 'vitest';
import { isCaptureOption, resolveCapture } from '../src/content/capture.ts';
import { setEnv } from './support/claude.ts';

const VARIABLE = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';

describe('content is captured', () => {
  it('only when it is asked for', () => {
    expect(resolveCapture(undefined)).toBeUndefined();
    expect(resolveCapture(true)).toEqual({ maxBytes: 65_536, redact: undefined });
  });

  it('as the option says', () => {
    const redact = (): undefined => undefined;
    expect(resolveCapture({ maxBytes: 10, redact })).toEqual({ maxBytes: 10, redact });
    expect(resolveCapture({})).toEqual({ maxBytes: 65_536, redact: undefined });
  });

  it.each(['true', 'TRUE', '1', 'SPAN_ONLY', 'span_only', 'SPAN_AND_EVENT', ' span '])(
    'when the environment says %s',
    (value) => {
      setEnv(VARIABLE, value);
      expect(resolveCapture(undefined)).toEqual({ maxBytes: 65_536, redact: undefined });
      expect(resolveCapture(false)).toBeUndefined();
    },
  );

  it.each(['false', '0', 'NO_CONTENT', 'none', 'EVENT_ONLY', '', 'yes please'])(
    'not when the environment says %j, unless the option does',
    (value) => {
      setEnv(VARIABLE, value);
      expect(resolveCapture(undefined)).toBeUndefined();
      expect(resolveCapture(true)).toBeDefined();
    },
  );
});

describe('the option', () => {
  it.each([true, false, {}, { maxBytes: 1 }, { maxBytes: undefined, redact: () => undefined }])(
    'takes %j',
    (option) => expect(isCaptureOption(option)).toBe(true),
  );

  it.each([
    'true',
    1,
    null,
    [],
    { maxBytes: 0 },
    { maxBytes: 1.5 },
    { maxBytes: Number.NaN },
    { maxBytes: '10' },
    { redact: 'yes' },
    { max: 10 },
  ])('does not take %j', (option) => expect(isCaptureOption(option)).toBe(false));
});
