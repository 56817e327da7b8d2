import Anthropic from '@anthropic-ai/sdk';
import { instrument } from 'spanthropic';
import { DemoError } from './demo-error.ts';
import { type PlayedScene, perform, type Stage } from './perform.ts';
import type { Scene } from './scenario.ts';

const missingKey =
  'demo --live calls the real API and needs a key in ANTHROPIC_API_KEY; without --live no key is needed.';

/** A client of the real API, or of what ANTHROPIC_BASE_URL says. */
export function liveClient(env: Readonly<Record<string, string | undefined>>): Anthropic {
  if (!env.ANTHROPIC_API_KEY?.trim()) throw new DemoError(missingKey);
  return instrument(new Anthropic());
}

/** Makes two cheap calls. */
export async function playLive(
  client: Anthropic,
  model: string,
  stage: Stage,
): Promise<PlayedScene[]> {
  const played: PlayedScene[] = [];
  const scenes = scenesWith(model);
  for (const [index, scene] of scenes.entries()) {
    const number = `${index + 1}/${scenes.length}`;
    played.push(await perform(scene, client, number, stage));
  }
  return played;
}

function scenesWith(model: string): readonly Scene[] {
  const question: Anthropic.MessageCreateParamsNonStreaming = {
    model,
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Why is the sky blue? Answer in one sentence.' }],
  };
  return [
    {
      title: 'plain call',
      story: `A plain call of ${model}, the real one.`,
      run: (client) => client.messages.create(question),
    },
    {
      title: 'stream',
      story: 'The same as a stream.',
      run: (client) => client.messages.stream(question).finalMessage(),
    },
  ];
}
