import { type ParseArgsConfig, parseArgs } from 'node:util';
import { FLAG_NAMES, type Flags } from '../settings/flags.ts';
import { Failure, reasonOf } from './failure.ts';

/** What the command line asks for. */
export type Arguments =
  | { readonly command: 'help' | 'version' }
  | {
      readonly command: 'init';
      readonly dir: string;
      readonly flags: Flags;
      readonly force: boolean;
    }
  | { readonly command: 'diff'; readonly dir: string; readonly flags: Flags };

const OPTIONS: NonNullable<ParseArgsConfig['options']> = {
  ...Object.fromEntries(FLAG_NAMES.map((flag) => [flag, { type: 'string' }])),
  force: { type: 'boolean' },
  version: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
};

/** Reads the command line; values are not checked yet. Throws a `Failure` for what it cannot make sense of. */
export function readArguments(args: readonly string[]): Arguments {
  const { values, positionals } = parse(args);
  const { force = false, version, help, ...rest } = values;
  if (help || args.length === 0) return { command: 'help' };
  if (version) return { command: 'version' };
  const [command, dir, ...more] = positionals;
  if (command !== 'init' && command !== 'diff') {
    throw new Failure(
      `the commands are init DIR and diff DIR, not '${command ?? ''}'; see --help`,
      2,
    );
  }
  if (dir === undefined || dir === '' || more.length > 0) {
    throw new Failure(`${command} takes one DIR, such as observability; see --help`, 2);
  }
  const flags = Object.fromEntries(
    Object.entries(rest).map(([flag, value]) => [flag, String(value)]),
  );
  if (command === 'init') return { command, dir, flags, force: force === true };
  if (force === true) throw new Failure('--force is for init; diff writes nothing', 2);
  return { command, dir, flags };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // Only the first sentence is about the mistake.
    const [mistake] = reasonOf(error).split(/\. |\n/);
    throw new Failure(`${mistake}; see --help`, 2);
  }
}
