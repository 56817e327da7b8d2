import type Anthropic from '@anthropic-ai/sdk';
import { type InstrumentOptions, instrument, uninstrument } from 'spanthropic';
import { collectingMeters, throwingMeters } from './metrics.ts';
import {
  exporterThatThrows,
  Fault,
  none,
  processorThatThrowsAtEnd,
  processorThatThrowsAtStart,
  samplerThatThrows,
  type Telemetry,
  withBrokenPropagator,
  withHttpInstrumentation,
  working,
} from './telemetry.ts';

/** Who uses the SDK: how its client is prepared, and what OpenTelemetry the application has. */
export interface Subject {
  readonly name: string;
  /** Whether the SDK makes call spans of its own. */
  readonly sdkSpans: boolean;
  readonly startTelemetry: () => () => void;
  readonly prepare: (client: Anthropic, how: { readonly copy: boolean }) => Anthropic;
}

/** A way of being instrumented, which must not be told from the bare client that it is held against. */
export interface Variant extends Subject {
  readonly bare: Subject;
  /** How often this variant's telemetry was used, or failed: 0 means that nothing was tested. */
  readonly used: () => number;
  /** Whether even slow scenarios are run. */
  readonly main: boolean;
}

const asItIs = (client: Anthropic): Anthropic => client;

/** The SDK alone. */
export const bare: Subject = {
  name: 'bare',
  sdkSpans: false,
  startTelemetry: none().start,
  prepare: asItIs,
};

/** The SDK alone, making its own spans. */
const bareWithSpans: Subject = {
  name: 'bare, SDK spans on',
  sdkSpans: true,
  startTelemetry: working().start,
  prepare: asItIs,
};

function variant(
  name: string,
  telemetry: Telemetry,
  { sdkSpans = false, main = false, used = telemetry.count, ...options }: Differing = {},
): Variant {
  return {
    name,
    sdkSpans,
    startTelemetry: telemetry.start,
    prepare: (client, { copy }) => instrument(client, { ...options, copy }),
    bare: sdkSpans ? bareWithSpans : bare,
    used,
    main,
  };
}

interface Differing extends InstrumentOptions {
  readonly sdkSpans?: boolean;
  readonly main?: boolean;
  readonly used?: () => number;
}

/** As an application has us: making the call spans ourselves, or adopting the SDK's. */
export const ownSpans: Variant = variant('own spans', working(), { main: true });
export const sdkSpansOn: Variant = variant('SDK spans on', working(), {
  main: true,
  sdkSpans: true,
});

/** Every way of being instrumented. */
export const variants: readonly Variant[] = [
  // Everything is in order.
  ownSpans,
  sdkSpansOn,
  variant('HTTP instrumentation, SDK spans on', withHttpInstrumentation(), { sdkSpans: true }),
  variant('neither call span nor traceparent, SDK spans on', working(), {
    sdkSpans: true,
    callSpan: 'none',
    traceparent: 'none',
  }),
  variant('content, SDK spans on', working(), { sdkSpans: true, captureContent: true }),
  withoutProvider(),
  onlyEvents(),
  takenOff(),
  again(),
  // Something of the application's telemetry throws.
  variant('processor throws at start', processorThatThrowsAtStart()),
  variant('processor throws at end', processorThatThrowsAtEnd()),
  variant('processor throws at end, SDK spans on', processorThatThrowsAtEnd(), { sdkSpans: true }),
  variant('exporter throws', exporterThatThrows()),
  variant('sampler throws', samplerThatThrows()),
  hooksThatThrow(),
  // All that can be measured.
  measured(),
  measuredInVain(),
];

/** Nobody to tell: what is left is for who asks. */
function withoutProvider(): Variant {
  let prepared = 0;
  const idle = variant('no provider', none(), { used: () => prepared });
  const prepare: Variant['prepare'] = (client, how) => {
    prepared += 1;
    return idle.prepare(client, how);
  };
  return { ...idle, prepare };
}

/** Metrics, a wait that is never too long, and the models known before. */
function measured(): Variant {
  const { provider, count } = collectingMeters();
  return variant('metrics, no spans', none(), {
    meterProvider: provider,
    semconv: 'both',
    perChunk: true,
    maxBackoff: 2 ** 31 - 1,
    models: ['claude-opus-5-5'],
    used: count,
  });
}

/** A meter provider whose instruments throw. */
function measuredInVain(): Variant {
  const fault = new Fault('instrument');
  const meterProvider = throwingMeters(fault);
  return variant('instruments throw', working(), { meterProvider, used: () => fault.count });
}

/** Instrumented, and restored. */
function takenOff(): Variant {
  let restored = 0;
  const off = variant('taken off again', working(), { used: () => restored });
  const prepare: Variant['prepare'] = (client, how) => {
    const instrumented = off.prepare(client, how);
    if (uninstrument(instrumented)) restored += 1;
    return instrumented;
  };
  return { ...off, prepare };
}

/** Not instrumented at all: what differs here differs between any two runs. */
function again(): Variant {
  return { ...bare, name: 'bare again', bare, main: true, used: () => Number.POSITIVE_INFINITY };
}

/** No provider, but all is observed. */
function onlyEvents(): Variant {
  let events = 0;
  const onEvent = (): void => {
    events += 1;
  };
  return variant('no provider, onEvent', none(), { onEvent, used: () => events });
}

/** The application's own hooks throw and reject, as do its propagator and its diagnostics. */
function hooksThatThrow(): Variant {
  const fault = new Fault('hook');
  const attributes = (): never => fault.throw();
  const onEvent = (): Promise<never> => {
    if (fault.count % 2 === 0) fault.throw();
    fault.count += 1;
    return Promise.reject(new Error('telemetry is broken: asynchronous hook'));
  };
  const captureContent = { redact: (): never => fault.throw() };
  const hooks = { attributes, onEvent, captureContent };
  const used = (): number => fault.count;
  const telemetry = withBrokenPropagator(fault);
  return variant('hooks and propagator throw', telemetry, { ...hooks, used });
}
