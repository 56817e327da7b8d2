import { help, readArguments } from './demo/arguments.ts';
import { comparison, sayPace, sentence } from './demo/report.ts';
import { run } from './demo/run.ts';

const print = (line: string): void => console.log(line);

/** The worker as a command. */
async function start(args: readonly string[]): Promise<void> {
  const wish = readArguments(args);
  if (wish === 'help') return print(help);
  if (wish === 'work') return print(sentence(await run(true, sayPace(print))));
  print('Eight at a time, whatever the limit says:');
  const unpaced = await run(false, () => {});
  print(`${sentence(unpaced)}\n`);
  print('Eight at a time at most, slower by what rateLimits(client) says is left:');
  const paced = await run(true, sayPace(print));
  print(`${sentence(paced)}\n`);
  for (const line of comparison(unpaced, paced)) print(line);
}

try {
  await start(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
