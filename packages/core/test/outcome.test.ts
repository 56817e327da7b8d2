import { describe, expect, it } from 'vitest';
import {
  abortedBy,
  ended,
  endingAfter,
  endingOfFailure,
  endingOfReading,
  endingOfStatus,
} from '../src/call/ending.ts';
import type { Failure } from '../src/call/failure.ts';
import { errorTypeOfStatus, outcomeOfErrorType, outcomeOfStatus } from '../src/call/outcome.ts';

const OUTCOMES = [
  'ok',
  'rate_limited',
  'spend_limited',
  'overloaded',
  'server_error',
  'timeout',
  'connection',
  'rejected',
  'aborted',
];

describe('the outcome of a status', () => {
  it.each([
    [200, 'ok', '200'],
    [204, 'ok', '204'],
    [302, 'rejected', '302'],
    [400, 'rejected', 'invalid_request_error'],
    [401, 'rejected', 'authentication_error'],
    [402, 'rejected', 'billing_error'],
    [403, 'rejected', 'permission_error'],
    [404, 'rejected', 'not_found_error'],
    [408, 'timeout', '408'],
    [409, 'server_error', 'conflict_error'],
    [413, 'rejected', 'request_too_large'],
    [418, 'rejected', '418'],
    [422, 'rejected', '422'],
    [429, 'rate_limited', 'rate_limit_error'],
    [500, 'server_error', 'api_error'],
    [502, 'server_error', '502'],
    [503, 'server_error', '503'],
    [504, 'timeout', 'timeout_error'],
    [529, 'overloaded', 'overloaded_error'],
  ])('%i is %s, of type %s', (status, outcome, errorType) => {
    expect(outcomeOfStatus(status)).toBe(outcome);
    expect(errorTypeOfStatus(status)).toBe(errorType);
  });

  it('is one of the list for every status there can be', () => {
    for (let status = 100; status < 600; status++) {
      expect(OUTCOMES).toContain(outcomeOfStatus(status));
    }
  });

  it.each([
    [429, 'enforced_spend_limit_reached', 'spend_limited'],
    [429, 'contract_spend_limit_reached', 'spend_limited'],
    [429, 'some_other_code', 'rate_limited'],
    [400, 'enforced_spend_limit_reached', 'rejected'],
    [529, 'enforced_spend_limit_reached', 'overloaded'],
  ])('%i with the error code %s is %s', (status, code, outcome) => {
    expect(outcomeOfStatus(status, code)).toBe(outcome);
  });
});

describe('the outcome of an error event inside a stream', () => {
  it.each([
    ['overloaded_error', 'overloaded'],
    ['rate_limit_error', 'rate_limited'],
    ['api_error', 'server_error'],
    ['timeout_error', 'timeout'],
    ['invalid_request_error', 'rejected'],
    ['an_error_of_the_future', 'server_error'],
    ['constructor', 'server_error'],
  ])('%s is %s', (type, outcome) => {
    expect(outcomeOfErrorType(type)).toBe(outcome);
  });
});

describe('the ending of an attempt', () => {
  it('of which only the status is known has its type and the class that the SDK makes of it', () => {
    expect(endingOfStatus(429, 'RateLimitError')).toEqual({
      outcome: 'rate_limited',
      errorType: 'rate_limit_error',
      errorClass: 'RateLimitError',
    });
    expect(endingOfStatus(201)).toBe(ended);
  });

  it('that was aborted has a reason and no error type', () => {
    expect(abortedBy('signal', 'APIUserAbortError')).toEqual({
      outcome: 'aborted',
      abortReason: 'signal',
      errorClass: 'APIUserAbortError',
    });
  });
});

describe('the ending of a stream that did not throw', () => {
  it.each([
    ['completed', undefined, { outcome: 'ok' }],
    ['closed', undefined, { outcome: 'aborted', abortReason: 'closed' }],
    ['closed', 'signal', { outcome: 'aborted', abortReason: 'closed' }],
    ['abandoned', undefined, { outcome: 'aborted', abortReason: 'abandoned' }],
    ['aborted', 'signal', { outcome: 'aborted', abortReason: 'signal' }],
    ['aborted', 'client_disconnected', { outcome: 'aborted', abortReason: 'client_disconnected' }],
    ['aborted', undefined, { outcome: 'aborted', abortReason: 'closed' }],
    ['truncated', undefined, { outcome: 'connection', errorType: 'api_error' }],
    ['failed', undefined, { outcome: 'connection', errorType: 'api_error' }],
  ] as const)('%s, by the signal: %s', (end, aborter, ending) => {
    expect(endingOfReading(end, aborter)).toEqual(ending);
  });
});

describe('the ending of a failure', () => {
  const cases: [what: string, failure: Failure, outcome: string, errorType: string][] = [
    ['a status', { nature: 'response', status: 401 }, 'rejected', 'authentication_error'],
    [
      'a status whose body has its own type',
      { nature: 'response', status: 400, errorType: 'billing_error' },
      'rejected',
      'billing_error',
    ],
    [
      'a spend limit',
      { nature: 'response', status: 429, errorCode: 'enforced_spend_limit_reached' },
      'spend_limited',
      'rate_limit_error',
    ],
    ['a response without a status', { nature: 'response' }, 'server_error', 'api_error'],
    [
      'an event',
      { nature: 'event', errorType: 'overloaded_error' },
      'overloaded',
      'overloaded_error',
    ],
    ['an event without a type', { nature: 'event' }, 'server_error', 'api_error'],
    ['a timeout', { nature: 'timeout' }, 'timeout', 'client_timeout_error'],
    ['a broken connection', { nature: 'connection' }, 'connection', 'connection_error'],
    ['what cannot be read', { nature: 'unreadable' }, 'client_error', 'client_error'],
  ];

  it.each(cases)('%s', (_, failure, outcome, errorType) => {
    expect(endingOfFailure({ ...failure, errorClass: 'SomeError' })).toEqual({
      outcome,
      errorType,
      errorClass: 'SomeError',
    });
  });

  it('that is no answer takes the outcome of the attempt that failed before it', () => {
    const failure: Failure = { nature: 'unreadable', errorClass: 'TypeError' };
    expect(endingAfter({ outcome: 'connection' }, failure).outcome).toBe('connection');
    expect(endingAfter({ outcome: 'ok' }, failure).outcome).toBe('client_error');
    expect(endingAfter({ outcome: undefined }, failure).outcome).toBe('client_error');
    expect(endingAfter(undefined, failure).outcome).toBe('client_error');
  });

  it('that is an answer counts more than what the attempt ended with', () => {
    const failure: Failure = { nature: 'response', status: 529 };
    expect(endingAfter({ outcome: 'connection' }, failure).outcome).toBe('overloaded');
  });
});
