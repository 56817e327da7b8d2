import { type ParseArgsConfig, parseArgs } from 'node:util';
import { CommandError, messageOf } from './command-error.ts';

/** What the command line asks for. */
export interface Arguments {
  port: number;
  host: string;
  /** The script's file. */
  script: string | undefined;
  help: boolean;
}

export const usage = `Usage: fake-claude [--port 4010] [--host 127.0.0.1] [--script FILE]

Plays a fake Claude API, and prints a line for each request.

  --port PORT    the port to listen on, 0 for any free one (default 4010)
  --host HOST    the address to listen on (default 127.0.0.1)
  --script FILE  JSON: steps by call id, or a list of { id, match?, steps };
                 without it every route gives its proper answer
  --help         this text

A request names its call in the header x-fake-call. A script:

  { "default": [{ "kind": "status", "code": 529 }, { "kind": "ok", "times": "forever" }] }
`;

const options = {
  port: { type: 'string', default: '4010' },
  host: { type: 'string', default: '127.0.0.1' },
  script: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

/** Reads the command line. */
export function readArguments(args: readonly string[]): Arguments {
  const { port, host, script, help } = parsed(args);
  return { port: readPort(port), host, script, help };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values;
  } catch (error) {
    // Only the first sentence is about the mistake.
    const [mistake] = messageOf(error).split(/\. |\n/);
    throw new CommandError(`${mistake}; --help shows the options`);
  }
}

function readPort(value: string): number {
  const port = Number(value);
  if (/^\d+$/.test(value) && port <= 65_535) return port;
  throw new CommandError(`--port must be a whole number from 0 to 65535, got "${value}"`);
}
