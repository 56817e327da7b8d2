import { parseArgs } from 'node:util';
import { Failure } from './failure.ts';

/** Where the trace comes from. */
export type Source =
  | { readonly from: 'file'; readonly path: string }
  | { readonly from: 'stdin' }
  | { readonly from: 'jaeger'; readonly url: URL; readonly traceId: string };

export interface Arguments {
  readonly source: Source;
  /** Undefined where the terminal decides. */
  readonly width: number | undefined;
  readonly color: boolean | undefined;
  readonly ascii: boolean | undefined;
  readonly maxRows: number | undefined;
}

const OPTIONS = {
  jaeger: { type: 'string' },
  width: { type: 'string' },
  rows: { type: 'string' },
  color: { type: 'boolean' },
  ascii: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the command's arguments; `help` when that is asked for. Throws a `Failure` for what it cannot make sense of. */
export function readArguments(args: readonly string[]): Arguments | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  return {
    source: values.jaeger === undefined ? local(positionals) : jaeger(values.jaeger, positionals),
    width: wholeNumber('--width', values.width, 20),
    color: values.color,
    ascii: values.ascii,
    maxRows: wholeNumber('--rows', values.rows, 1),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: OPTIONS,
      allowPositionals: true,
      allowNegative: true,
    });
  } catch (error) {
    // The rest of the message explains how to pass an argument that begins with a dash.
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error);
    throw new Failure(message, 2);
  }
}

function local(positionals: readonly string[]): Source {
  const [path, ...more] = positionals;
  if (more.length > 0) throw new Failure('one FILE at a time', 2);
  return path === undefined || path === '-' ? { from: 'stdin' } : { from: 'file', path };
}

function jaeger(address: string, positionals: readonly string[]): Source {
  const [traceId, ...more] = positionals;
  if (traceId === undefined || more.length > 0) {
    throw new Failure('--jaeger URL takes one TRACE_ID', 2);
  }
  if (!/^[0-9a-f]{1,32}$/i.test(traceId)) {
    throw new Failure(`'${traceId}' is not a trace id: up to 32 hexadecimal digits`, 2);
  }
  return { from: 'jaeger', url: readUrl(address), traceId: traceId.toLowerCase() };
}

function readUrl(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new Failure(`'${address}' is not a URL such as http://127.0.0.1:16686`, 2);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failure('--jaeger takes a URL without a user name and password', 2);
  }
  return url;
}

function wholeNumber(flag: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number < least) throw new Failure(`${flag} takes a whole number of at least ${least}`, 2);
  return number;
}
