import { inspect as print } from 'node:util';
import Anthropic, { type ClientOptions } from '@anthropic-ai/sdk';
import {
  type CallEvent,
  type InstrumentOptions,
  inspect,
  instrument,
  logEvents,
  rateLimits,
} from 'spanthropic';
import { secret } from './canaries.ts';

/** The application under test: its clients, and what it was told. */
export interface App {
  /** The secrets of every client are its key, its cookie, its headers and its query. */
  readonly client: Anthropic;
  /** Another client, with options of its own. */
  another(options?: ClientOptions, instrumentOptions?: InstrumentOptions): Anthropic;
}

/** What the application is told by what we export. */
export interface Told {
  /** What `onEvent` was given. */
  readonly events: CallEvent[];
  /** What `logEvents` wrote. */
  readonly logged: unknown[];
  /** What `inspect()` and `rateLimits()` said at each event. */
  readonly inspections: string[];
}

const secrets: ClientOptions = {
  apiKey: `sk-ant-${secret('api-key')}`,
  defaultHeaders: {
    cookie: `session=${secret('cookie')}`,
    'x-api-gateway-key': secret('default-header'),
  },
  defaultQuery: { key: secret('default-query') },
};

/** Whose spans the calls have: the SDK's with us beside it or without, or ours, also with content. */
export type Spans = 'native' | 'bare' | 'own' | 'content' | 'leaking';

/** Makes the application. */
export function makeApp(spans: Spans, told: Told): App {
  const write = (level: string) => (fields: object, message: string) => {
    told.logged.push({ level, ...fields, msg: message });
  };
  const log = logEvents({ warn: write('warn'), error: write('error') }, { longBackoff: 0 });

  const another = (
    options?: ClientOptions,
    { onEvent, ...others }: InstrumentOptions = {},
  ): Anthropic => {
    const client = new Anthropic({
      ...secrets,
      logLevel: 'off',
      ...(spans !== 'native' && spans !== 'bare' && { openTelemetry: false }),
      ...options,
    });
    if (spans === 'bare') return client;
    instrument(client, {
      ...others,
      stallAfter: 20,
      ...(spans === 'content' && { captureContent: true }),
      onEvent(event) {
        told.events.push(event);
        log(event);
        const now = inspect();
        told.inspections.push(`${now}`, JSON.stringify([now, rateLimits(client)]), print(now));
        return onEvent?.(event);
      },
    });
    return client;
  };
  return { client: another(), another };
}
