import Anthropic from '@anthropic-ai/sdk';
import { type FakeClaude, ok, type Step, startFakeClaude, status } from '@spanthropic/testing';
import { WaterfallExporter, type WaterfallOptions } from '@spanthropic/waterfall';
import { type CallEvent, type InstrumentOptions, instrument, uninstrument } from 'spanthropic';

const steps: Step[] = [status(529), ok({ text: 'Hello!' })];
export const server: Promise<FakeClaude> = startFakeClaude({ chat: steps });

export const events: CallEvent[] = [];
const options: InstrumentOptions = { name: 'worker', onEvent: (event) => void events.push(event) };
export const client: Anthropic = instrument(new Anthropic(), options);
export const removed: boolean = uninstrument(client);

const drawing: WaterfallOptions = { stream: process.stderr, width: 120 };
export const exporter = new WaterfallExporter(drawing);

// @ts-expect-error: something that is no client of the SDK
instrument({ fetch });
// @ts-expect-error: a wrong value
instrument(new Anthropic(), { callSpan: 'mine' });
