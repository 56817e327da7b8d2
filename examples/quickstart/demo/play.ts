import Anthropic from '@anthropic-ai/sdk';
import { type FakeClaude, startFakeClaude } from '@spanthropic/testing';
import { instrument } from 'spanthropic';
import { type PlayedScene, perform, type Stage } from './perform.ts';
import { type Scenario, scriptsOf } from './scenario.ts';

/** Starts the fake API with the scripts of the scenarios. */
export function startApiFor(scenarios: readonly Scenario[]): Promise<FakeClaude> {
  return startFakeClaude(scenarios.flatMap(scriptsOf));
}

/** Plays the scenarios one after the other, over HTTP. */
export async function play(
  scenarios: readonly Scenario[],
  api: FakeClaude,
  stage: Stage,
): Promise<PlayedScene[]> {
  const played: PlayedScene[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    const number = `${index + 1}/${scenarios.length}`;
    played.push(await perform(scenario, clientOf(scenario, api), number, stage));
  }
  return played;
}

function clientOf({ id, options }: Scenario, api: FakeClaude): Anthropic {
  const client = new Anthropic({
    baseURL: api.url,
    apiKey: 'not needed here',
    authToken: null,
    logLevel: 'off',
    defaultHeaders: { 'x-fake-call': id },
  });
  return instrument(client, options);
}
