import { readFile } from 'node:fs/promises';
import { checkScript } from '../script/check-script.ts';
import type { Script } from '../script/script.ts';
import { CommandError, messageOf } from './command-error.ts';

/** Reads and checks a script file. */
export async function readScript(file: string): Promise<Script> {
  const source = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CommandError(`cannot read the script ${file}: ${messageOf(error)}`);
  });
  try {
    return checkScript(JSON.parse(source));
  } catch (error) {
    const [problem = ''] = messageOf(error).split('\n');
    throw new CommandError(
      `the script ${file} is no good: ${problem.replace('fake-claude: ', '')}`,
    );
  }
}
