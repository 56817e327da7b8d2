import { createNoopMeter, type MeterProvider, metrics } from '@opentelemetry/api';
import { VERSION } from '../version.ts';
import { Metering } from './metering.ts';

/** What the API hands out where there is nobody to measure for. */
const nothing = createNoopMeter();

// A provider that is replaced and comes back finds its numbers again.
const meterings = new WeakMap<MeterProvider, Metering | 'none'>();

/**
 * The metering of `given`, or of the global provider; undefined while there is none. Asked anew for each
 * call: the API has no proxy for meters, so instruments are made when a provider is there, and made
 * again when it changes.
 */
export function currentMetering(given: MeterProvider | undefined): Metering | undefined {
  const provider = given ?? metrics.getMeterProvider();
  let metering = meterings.get(provider);
  if (metering === undefined) {
    // One that throws is asked once.
    meterings.set(provider, 'none');
    const meter = provider.getMeter('spanthropic', VERSION);
    metering = meter === nothing ? 'none' : new Metering(meter);
    meterings.set(provider, metering);
  }
  return metering === 'none' ? undefined : metering;
}
