import type { Message } from '../message/message.ts';
import type { AnswerOptions, HangStep, ResetStep, StreamStep } from '../script/step.ts';

/** What goes over the wire for one request; steps and routes come down to these. */
export type Answer = BodyAnswer | LinesAnswer | StreamAnswer | ResetStep | HangStep;

/** A body written at once. */
export interface BodyAnswer {
  kind: 'body';
  status: number;
  contentType: string;
  body: string | Buffer;
  options: AnswerOptions;
}

/** A body written line by line. */
export interface LinesAnswer {
  kind: 'lines';
  lines: readonly string[];
  /** Milliseconds before each line but the first. */
  pace: number;
  options: AnswerOptions;
}

/** A message as server-sent events. */
export interface StreamAnswer {
  kind: 'stream';
  message: Message;
  options: Omit<StreamStep, 'kind'>;
}

/** Any value as JSON. */
export function jsonAnswer(body: unknown, options: AnswerOptions = {}, status = 200): BodyAnswer {
  const contentType = 'application/json';
  return { kind: 'body', status, contentType, body: JSON.stringify(body), options };
}

/** Values as JSON lines. */
export function linesAnswer(
  values: readonly unknown[],
  options: AnswerOptions = {},
  pace = 0,
): LinesAnswer {
  return {
    kind: 'lines',
    lines: values.map((value) => `${JSON.stringify(value)}\n`),
    pace,
    options,
  };
}
