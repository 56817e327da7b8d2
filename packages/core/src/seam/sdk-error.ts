import type { Failure } from '../call/failure.ts';
import type { LimitHeaders } from '../limits/headers.ts';
import { ABORT_CLASS, errorClassOf, readFailure } from './errors.ts';

/** An error of the SDK, as far as an answer can be made of it. */
export interface SdkError {
  readonly failure: Failure;
  /** A signal, or the application itself, ended the call. */
  readonly aborted: boolean;
  /** There was no connection at all: no such host, or nobody listening. */
  readonly unreachable: boolean;
  /** The API has no code for an account without credit: it says so in words, which may change. */
  readonly creditGone: boolean;
  /** Of the response; absent when there was none. */
  readonly headers: LimitHeaders | undefined;
  readonly requestId: string | undefined;
}

/** What every `APIError` sets, in all versions. */
const API_ERROR = ['status', 'headers', 'requestID', 'error'];
const UNREACHABLE = /^(ECONNREFUSED|ENOTFOUND|EAI_|EHOSTUNREACH|ENETUNREACH)/;
const CREDIT_GONE = /credit balance is too low/i;

/** Reads an error of the SDK, any copy of it; undefined for every other error. */
export function readSdkError(error: unknown): SdkError | undefined {
  return error instanceof Error && isSdkError(error) ? readError(error) : undefined;
}

/** Reads what a stream of the SDK failed with, which may be any error: one of its connection comes as it is. */
export function readError(error: unknown): SdkError {
  const { status, headers, requestID, message } = Object(error) as Partial<Record<string, unknown>>;
  const causes = causesOf(error);
  const own = readFailure(error);
  // A helper wraps what broke its stream.
  const inner = causes.map(readFailure).find(({ nature }) => nature !== 'unreadable');
  return {
    failure: own.nature === 'unreadable' && inner ? { ...inner, errorClass: own.errorClass } : own,
    aborted: errorClassOf(error) === ABORT_CLASS,
    unreachable: causes.some(({ code }) => typeof code === 'string' && UNREACHABLE.test(code)),
    creditGone: status === 400 && CREDIT_GONE.test(String(message)),
    headers: isHeaders(headers) ? headers : undefined,
    requestId:
      typeof requestID === 'string' && /^[\w-]{1,100}$/.test(requestID) ? requestID : undefined,
  };
}

/** By the name of its base class, or, where a bundler has shortened that, by its members, which OpenAI's has too, with others. */
function isSdkError(error: Error): boolean {
  const names = classNames(error);
  if (names.includes('AnthropicError')) return true;
  return API_ERROR.every((name) => Object.hasOwn(error, name)) && !Object.hasOwn(error, 'param');
}

/** What caused it, the nearest first. */
function causesOf(error: unknown): (Error & { readonly code?: unknown })[] {
  const causes: Error[] = [];
  let { cause }: { cause?: unknown } = Object(error);
  while (cause instanceof Error && causes.length < 5) {
    causes.push(cause);
    cause = cause.cause;
  }
  return causes;
}

function classNames(error: Error): string[] {
  const names: string[] = [];
  let prototype: object | null = Object.getPrototypeOf(error);
  for (; prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
    const name = errorClassOf(prototype);
    if (name !== undefined) names.push(name);
  }
  return names;
}

const isHeaders = (value: unknown): value is LimitHeaders =>
  typeof value === 'object' &&
  value !== null &&
  'get' in value &&
  typeof value.get === 'function' &&
  'has' in value &&
  typeof value.has === 'function';
