import { parseArgs } from 'node:util';

export const help = `Usage: start [--compare]

Asks fifty questions, eight at a time, and fewer as the rate limit is used up.
With ANTHROPIC_API_KEY it asks the real API, without it a fake one that enforces a limit.

  --compare  does it twice, first without slowing down, and compares
  --help     this`;

/** What the worker was told to do. */
export type Wish = 'help' | 'work' | 'compare';

/** @throws {TypeError} for an unknown argument, naming it */
export function readArguments(args: readonly string[]): Wish {
  const options = { compare: { type: 'boolean' }, help: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) return 'help';
  return values.compare ? 'compare' : 'work';
}
