import type Anthropic from '@anthropic-ai/sdk';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { inspect, type RateLimit, rateLimits } from 'spanthropic';
import { DemoError } from './demo-error.ts';
import type { Page } from './page.ts';
import type { Scene } from './scenario.ts';
import { statusOf } from './status.ts';
import { StatusLine } from './status-line.ts';
import { summarize } from './summary.ts';
import type { Telemetry } from './telemetry.ts';

/** Where scenes are played. */
export interface Stage {
  readonly page: Page;
  readonly telemetry: Telemetry;
}

/** A scene that was played. */
export interface PlayedScene {
  readonly scene: Scene;
  /** The spans that were exported meanwhile. */
  readonly spans: readonly ReadableSpan[];
  /** The rate limits as it left them. */
  readonly limits: readonly RateLimit[];
}

/** Plays a scene, shows what is going on meanwhile, draws it, and gives its spans. `number` says which it is of how many. */
export async function perform(
  scene: Scene,
  client: Anthropic,
  number: string,
  { page, telemetry }: Stage,
): Promise<PlayedScene> {
  page.title(`${number}  ${scene.story}`);
  const status = new StatusLine(page, () => {
    return statusOf(inspect(client).calls, rateLimits(client));
  });
  status.start();
  const error = await failureOf(scene.run(client));
  status.stop();
  const spans = await telemetry.draw();
  if (error?.constructor.name !== scene.error) throw unexpected(scene, error);
  if (summarize(spans).calls === 0) throw new DemoError(nothingSeen);
  return { scene, spans, limits: rateLimits(client) };
}

const nothingSeen =
  'No call was traced: the environment switches it off ' +
  '(SPANTHROPIC_DISABLED, OTEL_SDK_DISABLED, OTEL_TRACES_SAMPLER).';

function unexpected({ title, error: expected }: Scene, error: Error | undefined): DemoError {
  const got =
    error === undefined
      ? 'no error'
      : `${error.constructor.name}: ${error.message.replace(/\.$/, '')}`;
  const instead = expected === undefined ? '' : `, not ${expected}`;
  return new DemoError(`"${title}" ended with ${got}${instead}.`);
}

async function failureOf(promise: Promise<unknown>): Promise<Error | undefined> {
  try {
    await promise;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
