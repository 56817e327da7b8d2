import type { Sketch } from './sketch.ts';
import { attempt, backoff, call, failed, post, server, streamed } from './story.ts';

const usage = { 'gen_ai.usage.input_tokens': 1204, 'gen_ai.usage.output_tokens': 312 };
const ok = { 'spanthropic.call.outcome': 'ok' };

/** One message, no retry, no stream. */
export const plainCall: Sketch = call([0, 1.53], { ...ok, ...usage }, [
  attempt(1, [0.001, 1.53], {
    'spanthropic.attempt.outcome': 'ok',
    'http.response.status_code': 200,
    'spanthropic.time_to_headers': 1.5,
  }),
]);

/** The design's example: 429, 529, then a stream. */
export const retriedStream: Sketch = server(
  [0, 8.31],
  [
    call([0.006, 8.306], { ...ok, ...usage, 'spanthropic.backoff.total': 1.9 }, [
      failed(1, [0.006, 0.116], 429, { 'spanthropic.retry_after': 1 }),
      backoff([0.116, 1.119], 1, 'retry-after'),
      failed(2, [1.119, 1.209], 529),
      backoff([1.209, 2.109], 0.9),
      streamed(3, [2.109, 8.306], {
        headers: 0.31,
        token: 0.62,
        children: [post([2.112, 8.305], 200)],
      }),
    ]),
  ],
);

export const exhausted: Sketch = call(
  [0, 3.1],
  {
    'spanthropic.call.outcome': 'overloaded',
    'error.type': 'overloaded_error',
    'spanthropic.backoff.total': 2.35,
  },
  [
    failed(1, [0, 0.21], 529),
    backoff([0.21, 1.04], 0.83),
    failed(2, [1.04, 1.3], 529),
    backoff([1.3, 2.82], 1.52),
    failed(3, [2.82, 3.1], 529),
  ],
);

export const abortedInBackoff: Sketch = call(
  [0, 2.4],
  {
    'spanthropic.call.outcome': 'aborted',
    'spanthropic.abort.reason': 'signal',
    'spanthropic.backoff.total': 2.3,
  },
  [
    failed(1, [0, 0.1], 429, { 'spanthropic.retry_after': 30 }),
    backoff([0.1, 2.4], 30, 'retry-after'),
  ],
);

export const stalled: Sketch = call([0, 20], { ...ok, ...usage }, [
  streamed(1, [0, 20], {
    headers: 0.4,
    token: 0.9,
    attributes: { 'spanthropic.stream.stalls': 1, 'spanthropic.stream.max_gap': 11.2 },
    events: [
      {
        name: 'spanthropic.stall',
        at: 14,
        attributes: { 'spanthropic.stall.phase': 'text', 'spanthropic.stall.silence': 10 },
      },
    ],
  }),
]);

export const overloadedInStream: Sketch = call(
  [0, 2.05],
  {
    'spanthropic.call.outcome': 'overloaded',
    'error.type': 'overloaded_error',
    'gen_ai.usage.input_tokens': 1204,
    'spanthropic.usage.partial': true,
  },
  [
    streamed(1, [0, 2.05], {
      headers: 0.2,
      token: 0.5,
      attributes: {
        'spanthropic.attempt.outcome': 'overloaded',
        'error.type': 'overloaded_error',
        'spanthropic.stream.end': 'failed',
      },
    }),
  ],
);

export const resetThenOk: Sketch = call(
  [0, 2],
  { ...ok, ...usage, 'spanthropic.backoff.total': 0.5 },
  [
    attempt(1, [0, 0.04], {
      'spanthropic.attempt.outcome': 'connection',
      'error.type': 'connection_error',
      'spanthropic.error.class': 'APIConnectionError',
    }),
    backoff([0.04, 0.54], 0.5),
    attempt(2, [0.54, 2], {
      'spanthropic.attempt.outcome': 'ok',
      'http.response.status_code': 200,
      'spanthropic.time_to_headers': 1.4,
    }),
  ],
);

export const abortedInStream: Sketch = call(
  [0, 1.8],
  {
    'spanthropic.call.outcome': 'aborted',
    'spanthropic.abort.reason': 'closed',
    'gen_ai.usage.input_tokens': 1204,
    'spanthropic.usage.partial': true,
  },
  [
    streamed(1, [0, 1.8], {
      headers: 0.2,
      token: 0.5,
      attributes: {
        'spanthropic.attempt.outcome': 'aborted',
        'spanthropic.abort.reason': 'closed',
        'spanthropic.stream.end': 'closed',
      },
    }),
  ],
);

export const truncated: Sketch = call(
  [0, 0.9],
  { 'spanthropic.call.outcome': 'connection', 'error.type': 'api_error' },
  [
    streamed(1, [0, 0.9], {
      headers: 0.2,
      attributes: {
        'spanthropic.attempt.outcome': 'connection',
        'error.type': 'api_error',
        'spanthropic.stream.end': 'truncated',
      },
    }),
  ],
);

export const rejected: Sketch = call(
  [0, 0.3],
  { 'spanthropic.call.outcome': 'rejected', 'error.type': 'invalid_request_error' },
  [
    attempt(1, [0, 0.3], {
      'spanthropic.attempt.outcome': 'rejected',
      'http.response.status_code': 400,
      'error.type': 'invalid_request_error',
    }),
  ],
);

export const slowReader: Sketch = call([0, 4], { ...ok, ...usage }, [
  streamed(1, [0, 4], {
    headers: 0.2,
    token: 0.4,
    attributes: { 'spanthropic.stream.app_wait': 2.75 },
  }),
]);

/** The SDK's own call span, under a request that the adapters have added up. */
export const adoptedCall: Sketch = server(
  [0, 2],
  [
    {
      ...call([0.01, 1.99], { ...usage, 'http.request.resend_count': 1 }, []),
      name: 'anthropic.messages.create',
      scope: 'com.anthropic.sdk.typescript',
      attributes: {
        ...usage,
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'claude-opus-5-5',
        'http.request.resend_count': 1,
      },
      children: [
        failed(1, [0.01, 0.1], 429),
        backoff([0.1, 0.6], 0.5),
        streamed(2, [0.6, 1.99], { headers: 0.3, token: 0.4 }),
      ],
    },
  ],
  {
    attributes: {
      'http.response.status_code': 200,
      'spanthropic.request.calls': 1,
      'spanthropic.request.retries': 1,
      'spanthropic.request.backoff': 0.5,
      'spanthropic.request.tokens.input': 1204,
      'spanthropic.request.tokens.output': 312,
    },
  },
);
