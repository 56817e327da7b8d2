import Anthropic from '@anthropic-ai/sdk';
import { instrument, uninstrument } from '../../src/index.ts';
import type { Meters } from './metrics.ts';

/**
 * What `spanthropic.telemetry.errors` gained by component while something was done: the failures of the
 * whole process, read in `meters`, the global ones.
 */
export async function errorsDuring(
  meters: Pick<Meters, 'read'>,
  act: () => Promise<unknown>,
): Promise<Record<string, number>> {
  // They are told where any client is.
  const idle = instrument(new Anthropic({ apiKey: 'sk-test', openTelemetry: false }));
  const before = await errorsIn(meters);
  await act();
  const after = await errorsIn(meters);
  uninstrument(idle);
  const gained = [...after].map(([component, count]) => {
    return [component, count - (before.get(component) ?? 0)] as const;
  });
  return Object.fromEntries(gained.filter(([, count]) => count > 0));
}

async function errorsIn(meters: Pick<Meters, 'read'>): Promise<Map<string, number>> {
  const points = (await meters.read()).points('spanthropic.telemetry.errors');
  if (points.length === 0) throw new Error('nobody tells of failures here');
  return new Map(
    points.map(({ attributes, value }) => [
      String(attributes['spanthropic.telemetry.component']),
      value,
    ]),
  );
}
