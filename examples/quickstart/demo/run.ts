import { help, readArguments } from './arguments.ts';
import { DemoError } from './demo-error.ts';
import { liveClient, playLive } from './live.ts';
import { Page } from './page.ts';
import type { PlayedScene, Stage } from './perform.ts';
import { play, startApiFor } from './play.ts';
import { scenarios } from './scenarios.ts';
import { Telemetry } from './telemetry.ts';
import { showHeadroom, showTotals } from './totals.ts';

const introduction =
  'The real @anthropic-ai/sdk calls a fake Claude API on this machine, which plays scripted faults. ' +
  'Each drawing below is one trace of OpenTelemetry, as instrument(client) made it.';
const farewell =
  'The lines to copy are in examples/quickstart/index.ts; demo --live calls the real API.';

/** The demo as a command. Gives its exit code. */
export async function run(args: readonly string[], process: NodeJS.Process): Promise<number> {
  try {
    const wish = readArguments(args);
    if (wish.kind === 'help') process.stdout.write(`${help}\n`);
    else if (wish.kind === 'play') await show(playAll, process, farewell);
    else {
      const client = liveClient(process.env);
      await show((stage) => playLive(client, wish.model, stage), process);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof DemoError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.exitCode;
  }
}

async function playAll(stage: Stage): Promise<PlayedScene[]> {
  stage.page.say(introduction);
  stage.page.line();
  const api = await startApiFor(scenarios);
  try {
    return await play(scenarios, api, stage);
  } finally {
    await api.close();
  }
}

async function show(
  act: (stage: Stage) => Promise<PlayedScene[]>,
  { stdout, env }: NodeJS.Process,
  lastWord?: string,
): Promise<void> {
  const page = new Page(stdout, env);
  const telemetry = new Telemetry(stdout, env);
  telemetry.start();
  try {
    const played = await act({ page, telemetry });
    showTotals(played, page);
    page.line();
    showHeadroom(played, page);
  } finally {
    for (const report of await telemetry.close()) page.say(report);
  }
  if (lastWord !== undefined) page.say(lastWord);
}
