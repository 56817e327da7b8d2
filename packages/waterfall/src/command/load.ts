import { readFile } from 'node:fs/promises';
import type { Source } from './arguments.ts';
import { Failure, reasonOf } from './failure.ts';
import { fetchTrace } from './jaeger.ts';
import { type ParsedSpans, parseSpans } from './parse-spans.ts';

/** Reads the spans from where they are. Throws a `Failure` that says why there are none. */
export async function loadSpans(source: Source): Promise<ParsedSpans> {
  switch (source.from) {
    case 'jaeger':
      return parseSpans(
        await fetchTrace(source.url, source.traceId),
        `what ${source.url.origin} answered`,
      );
    case 'file':
      return parseSpans(await readText(source.path), source.path);
    case 'stdin':
      return parseSpans(await readStandardInput(), 'standard input');
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new Failure(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

async function readStandardInput(): Promise<string> {
  const { stdin } = process;
  if (stdin.isTTY) throw new Failure('nothing to read: give a FILE, or see --help', 2);
  let text = '';
  for await (const piece of stdin.setEncoding('utf8')) text += piece;
  return text;
}
