import Anthropic from '@anthropic-ai/sdk';
import { type FakeClaude, type RecordedRequest, startFakeClaude } from '@spanthropic/testing';
import { Describer, type Description, TRACE_HEADERS } from './describe.ts';
import { Probe } from './probe.ts';
import { ProcessWatch } from './process-watch.ts';
import type { Scenario } from './scenario.ts';
import type { Subject } from './variants.ts';

/** All that the application and the server could see of one run. */
export interface Observation {
  /** What the application's code returned or threw. */
  readonly outcome: Description;
  /** What it saw on the way, in order. */
  readonly seen: Description;
  /** Class and keys of the client, at the end. */
  readonly client: Description;
  /** What the server received, and how each request ended. */
  readonly requests: Description;
  readonly unhandled: Description;
  readonly warnings: Description;
  readonly console: Description;
  /** Of each signal that the application gave, at the end. */
  readonly listeners: Description;
  /** What keeps the process alive that did not before. */
  readonly handles: Description;
  /** Milliseconds, by the server's clock; the only thing that is compared with a tolerance. */
  readonly times: Readonly<Record<string, number>>;
}

/** A scenario that has not ended by then never will. */
const DEADLINE = 1500;

/** How long the server waits for a client that ought to have left. Those that leave do so at once. */
const PATIENCE = 250;

/** Runs `scenario` with a client that `subject` has prepared, and describes what could be seen. */
export async function observe(scenario: Scenario, subject: Subject): Promise<Observation> {
  const stopTelemetry = subject.startTelemetry();
  const describer = new Describer();
  const probe = new Probe(describer);
  const fake = await startFakeClaude(scriptOf(scenario));
  using watch = new ProcessWatch(describer, probe);
  try {
    const given = makeClient(scenario, subject, fake, probe);
    const client = subject.prepare(given, { copy: scenario.copy ?? false });
    const begun = fake.now();
    const outcome = await probe.within('application', () => run(scenario, client, fake, probe));
    const described = describer.describe(outcome);
    const elapsed = fake.now() - begun;
    await fake.settled(PATIENCE).catch(() => {});
    await turns();
    const handles = watch.handlesLeft();
    const listeners = probe.listenersLeft();
    const requests = fake.requests.map((request) => describeRequest(request, describer));
    const times = { elapsed, ...timesOf(fake.requests) };
    await fake.close();
    await turns();
    return {
      outcome: described,
      seen: probe.seen.map((sight) => ({ ...sight })),
      client: describer.describe({ client, given }),
      ...{ requests, ...watch.facts(), listeners, handles, times },
    };
  } finally {
    await fake.close();
    stopTelemetry();
  }
}

function scriptOf({ script }: Scenario): Parameters<typeof startFakeClaude>[0] {
  return Array.isArray(script) && script.some((step) => 'kind' in step)
    ? { default: script }
    : (script as Parameters<typeof startFakeClaude>[0]);
}

function makeClient(
  { client, make }: Scenario,
  { sdkSpans }: Subject,
  fake: FakeClaude,
  probe: Probe,
): Anthropic {
  const options = {
    apiKey: 'sk-test',
    baseURL: fake.url,
    ...(sdkSpans ? {} : { openTelemetry: false as const }),
    ...client?.(probe),
  };
  return make?.(options, probe) ?? new Anthropic(options);
}

async function run(
  scenario: Scenario,
  client: Anthropic,
  fake: FakeClaude,
  probe: Probe,
): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, DEADLINE, 'never ended');
  });
  try {
    // In a function of its own, so that what is thrown at once comes out as a rejection here.
    const done = (async () => ({ returned: await scenario.run(client, fake, probe) }))();
    return await Promise.race([done, late]);
  } catch (error) {
    return { threw: error };
  } finally {
    clearTimeout(timer);
  }
}

/** Unhandled rejections are announced after the microtasks of a turn. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

function describeRequest(request: RecordedRequest, describer: Describer): Description {
  const { method, path, rawHeaders, body, step, status, clientLeftAt, endedAt } = request;
  const headers: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = String(rawHeaders[i]);
    if (TRACE_HEADERS.has(name.toLowerCase())) continue;
    headers.push(describer.text(`${name}: ${rawHeaders[i + 1]}`));
  }
  const open = endedAt === undefined ? 'still open' : 'answered';
  return {
    request: describer.text(`${method} ${path}`),
    headers,
    body: describer.text(body),
    answer: `${step.kind} ${status ?? 'without status'}`,
    end: clientLeftAt === undefined ? open : 'the client left',
  };
}

/** When each request came after the one before, and when its client left. */
function timesOf(requests: readonly RecordedRequest[]): Record<string, number> {
  const times: Record<string, number> = {};
  requests.forEach(({ receivedAt, clientLeftAt }, index) => {
    const before = requests[index - 1];
    if (before) times[`request ${index + 1} after the one before`] = receivedAt - before.receivedAt;
    if (clientLeftAt !== undefined)
      times[`client of ${index + 1} left`] = clientLeftAt - receivedAt;
  });
  return times;
}
