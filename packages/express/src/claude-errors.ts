import type { ErrorRequestHandler, Response } from 'express';
import {
  checkOptions,
  checkProblems,
  type Problem,
  type ProblemOverrides,
  problemOf,
} from 'spanthropic/request';
import { scopeOf } from './scope.ts';
import { endWithError, isEventStream } from './sse.ts';

export interface ClaudeErrorsOptions {
  /** By code: what is different about an answer, or a function that says it. */
  readonly problems?: ProblemOverrides | undefined;
}

/** Of the answer that the handler had begun to prepare. */
const OF_THE_BODY = [
  'content-disposition',
  'content-encoding',
  'content-language',
  'content-length',
  'content-range',
  'etag',
  'last-modified',
];

/**
 * Answers for errors of the SDK by RFC 9457, or ends an event stream with `event: error`. All other errors, and
 * those that come too late for either, go on to the application's own handler, before or after this one.
 *
 * @throws {TypeError} for a wrong option, naming it.
 */
export function claudeErrors(options: ClaudeErrorsOptions = {}): ErrorRequestHandler {
  checkOptions('claudeErrors', options, {
    problems: { takes: 'an object by code', fits: (value) => typeof value === 'object' },
  });
  const { problems } = options;
  checkProblems('claudeErrors', problems);

  return function claudeErrors(error, req, res, next) {
    const served = scopeOf(req)?.served;
    const problem = served ? served.problemOf(error, problems) : problemOf(error, { problems });
    if (problem === undefined) return next(error);
    // Nobody is there to be answered.
    if (res.destroyed && !res.writableFinished) return;
    if (!res.headersSent) return answer(res, problem);
    if (isEventStream(res) && !res.writableEnded) return void endWithError(res, error);
    next(error);
  };
}

function answer(res: Response, { status, headers, body }: Problem): void {
  for (const name of OF_THE_BODY) res.removeHeader(name);
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.status(status).end(JSON.stringify(body));
}
