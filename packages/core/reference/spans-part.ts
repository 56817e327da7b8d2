import { attributeTable } from './cells.ts';
import { blocks, code, linkTo, table } from './markdown.ts';
import { ATTEMPT, BACKOFF, CALL, CONTENT, OWN_CALL, SERVER, SPAN_EVENTS } from './spans.ts';
import { VOCABULARIES } from './vocabularies.ts';

const CALL_NAMES = '`chat {model}`, `anthropic.{resource}.{method}`';

/** Spans, their events, and the values of their attributes. */
export const spansPart = (): string =>
  blocks(
    '## Spans',
    table(
      ['span', 'kind', 'below', 'one for each', 'status Error when'],
      [
        [
          linkTo('Call span'),
          'CLIENT',
          'the active span',
          'call of an SDK method',
          'the call failed',
        ],
        [linkTo('Attempt span'), 'INTERNAL', 'the call span', 'HTTP request', 'the attempt failed'],
        [linkTo('Backoff span'), 'INTERNAL', 'the call span', 'pause between two', 'never'],
      ],
    ),
    'An abort is no failure: it leaves the status unset and sets no `error.type`. A failed attempt is an Error even where the call then succeeded.',
    '### Call span',
    `${CALL_NAMES}: all attempts of a call, and reading its stream. Where the SDK made a span of its own for the call, that one is the call span, under the SDK's name; it gets what it lacks:`,
    attributeTable(CALL),
    "and what `attributes(call)` returns. A call span of ours has these too, which the SDK's has by itself:",
    attributeTable(OWN_CALL),
    "With `captureContent`, off by default, a call span of `messages.create` also has, in `maxBytes` bytes of UTF-8 together and by the conventions' JSON shapes:",
    attributeTable(CONTENT),
    "On the SDK's own span, what the SDK writes there itself (`contentMode: 'content'`) is not written again.",
    '### Attempt span',
    `${code(ATTEMPT.name)}: ${ATTEMPT.meaning}`,
    attributeTable(ATTEMPT.attributes),
    'The SDK throws the body of an attempt that it retries away unread, so outcome and `error.type` of such an attempt come from its status and headers alone: a spend limit with two retries is `rate_limited`, `rate_limited`, `spend_limited`.',
    '### Backoff span',
    `${code(BACKOFF.name)}: ${BACKOFF.meaning}`,
    attributeTable(BACKOFF.attributes),
    '### SERVER span',
    'The span of your HTTP instrumentation, where an adapter (`@spanthropic/express`, `@spanthropic/fastify`, or your own on `spanthropic/request`) serves the request. From its first call on, as it becomes known:',
    attributeTable(SERVER),
    '## Span events',
    ...SPAN_EVENTS.flatMap(({ name, meaning, attributes }) => [
      `### ${code(name)}`,
      meaning,
      attributeTable(attributes),
    ]),
    '## Values',
    'The values of attributes of spans, events and metrics, and of fields of the events of `onEvent`.',
    ...VOCABULARIES.flatMap(({ title, values, besides }) => [
      `### ${title}`,
      table(
        ['value', 'meaning'],
        [
          ...Object.entries(values).map(([value, meaning]) => [code(value), meaning]),
          ...(besides === undefined ? [] : [['others', besides]]),
        ],
      ),
    ]),
  );
