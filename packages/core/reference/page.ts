import { eventsPart } from './events-part.ts';
import { blocks } from './markdown.ts';
import { metricsPart } from './metrics-part.ts';
import { spansPart } from './spans-part.ts';

/** Where the reference stands. */
export const PAGE: URL = new URL('../TELEMETRY.md', import.meta.url);

/** `TELEMETRY.md`, from the code's own tables. */
export const telemetryPage = (): string =>
  `${blocks(
    '<!-- Written by `pnpm reference` from the tables in src/ and reference/. A test fails when it is stale. -->',
    '# What spanthropic emits',
    'Every [span](#spans), [span event](#span-events), attribute, [metric](#metrics) and [event of `onEvent`](#events-of-onevent), of instrumentation scope `spanthropic`. Durations are in seconds. Names are those of the GenAI and HTTP conventions where these have one, then those of the SDK (`anthropic.*`), and only then our own (`spanthropic.*`).',
    'Nothing is listed that a test has not seen come out of a call over HTTP, and nothing else comes out. Prompts and answers are nowhere unless `captureContent` asks for them; keys and headers never are.',
    spansPart(),
    metricsPart(),
    eventsPart(),
  )}\n`;
