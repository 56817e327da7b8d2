import { Readable } from 'node:stream';
import { type Problem, type ProblemOverrides, problemOf } from 'spanthropic/request';
import type { AnyReply, AnyRequest } from './any-server.ts';
import { type ClaudeErrorsOptions, checkErrorOptions } from './options.ts';
import { scopeOf } from './scope.ts';

/** Of the answer that the handler, or its error handler, had begun to prepare. */
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
 * Answers for an error of the SDK with a problem response, for an error handler of one's own where the
 * plugin has `errors: false`. Returns the reply, or undefined for every other error:
 *
 *     app.setErrorHandler((error, request, reply) =>
 *       claudeErrors(error, request, reply) ?? reply.code(500).send({ sorry: true }));
 *
 * @throws {TypeError} for a wrong option, naming it.
 */
export function claudeErrors<Reply extends AnyReply>(
  error: unknown,
  request: AnyRequest,
  reply: Reply,
  options?: ClaudeErrorsOptions,
): Reply | undefined {
  checkErrorOptions('claudeErrors', options);
  const problem = problemFor(error, request, options?.problems);
  if (problem === undefined) return undefined;
  const scope = scopeOf(request);
  if (scope) scope.problem = undefined;
  putHead(reply, problem);
  // As bytes: Fastify adds a charset to the type of a text.
  reply.send(Buffer.from(JSON.stringify(problem.body)));
  return reply;
}

/**
 * Keeps what is to be answered for `error`, before the application's error handler, which is called as ever,
 * wherever and whenever it was set. It is told by the status, which is still the handler's to change.
 */
export function noteProblem(
  error: unknown,
  request: AnyRequest,
  reply: AnyReply,
  problems: ProblemOverrides | undefined,
): void {
  const scope = scopeOf(request);
  const problem = problemFor(error, request, problems);
  if (scope === undefined || problem === undefined) return;
  scope.problem = problem;
  reply.code(problem.status);
}

/**
 * What is sent instead of `payload`: the problem that was kept, unless the application's error handler has
 * found an answer below 400.
 */
export function answerProblem(request: AnyRequest, reply: AnyReply, payload: unknown): unknown {
  const problem = scopeOf(request)?.problem;
  if (problem === undefined || reply.statusCode < 400) return payload;
  if (payload instanceof Readable) payload.destroy();
  putHead(reply, problem);
  return JSON.stringify(problem.body);
}

function putHead(reply: AnyReply, { status, headers }: Problem): void {
  for (const name of OF_THE_BODY) reply.removeHeader(name);
  reply.code(status).headers(headers);
}

function problemFor(
  error: unknown,
  request: AnyRequest,
  problems: ProblemOverrides | undefined,
): Problem | undefined {
  const scope = scopeOf(request);
  return scope ? scope.served.problemOf(error, problems) : problemOf(error, { problems });
}
