import Anthropic from '@anthropic-ai/sdk';
import { type FakeClaude, ok, type Step, startFakeClaude, status } from '@spanthropic/testing';
import { WaterfallExporter, type WaterfallOptions } from '@spanthropic/waterfall';
import { type CallEvent, type InstrumentOptions, instrument, uninstrument } from 'spanthropic';
import { type Problem, problemOf, type Relay, ServedRequest } from 'spanthropic/request';

const steps: Step[] = [status(529), ok({ text: 'Hello!' })];
export const server: Promise<FakeClaude> = startFakeClaude({ chat: steps });

export const events: CallEvent[] = [];
const options: InstrumentOptions = { name: 'worker', onEvent: (event) => void events.push(event) };
export const client: Anthropic = instrument(new Anthropic(), options);
export const removed: boolean = uninstrument(client);

const route = (): string => '/chat/:id';
const request = new ServedRequest({ client, route, abortOnDisconnect: true });
export const bound: Anthropic = request.claude;
export const frames: Relay = request.relay(bound.messages.stream({} as never));
export const problem: Problem | undefined = problemOf(new Error());

const drawing: WaterfallOptions = { stream: process.stderr, width: 120 };
export const exporter = new WaterfallExporter(drawing);

// @ts-expect-error: something that is no client of the SDK
instrument({ fetch });
// @ts-expect-error: a wrong value
instrument(new Anthropic(), { callSpan: 'mine' });
