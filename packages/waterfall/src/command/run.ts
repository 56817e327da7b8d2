import { drawTraces } from '../draw/traces.ts';
import { DEFAULT_MAX_ROWS, DEFAULT_WIDTH } from '../options/draw-options.ts';
import { clean } from '../read/clean.ts';
import { wantsAscii, wantsColor } from '../terminal/capabilities.ts';
import type { BarGlyph } from '../terminal/glyphs.ts';
import { toStyle } from '../terminal/style.ts';
import { type Arguments, readArguments } from './arguments.ts';
import { Failure } from './failure.ts';
import { HELP } from './help.ts';
import { loadSpans } from './load.ts';

/** Runs the command with its arguments, and gives its exit code. */
export async function run(args: readonly string[]): Promise<number> {
  try {
    const read = readArguments(args);
    if (read === 'help') process.stdout.write(HELP);
    else return await show(read);
    return 0;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    complain(error.message);
    return error.exitCode;
  }
}

async function show({ source, maxRows, ...choice }: Arguments): Promise<number> {
  const { stdout, env, platform } = process;
  const { spans, complaint } = await loadSpans(source);
  const style = toStyle({
    width: choice.width ?? (stdout.columns || DEFAULT_WIDTH),
    color: choice.color ?? wantsColor(stdout.isTTY, env),
    ascii: choice.ascii ?? wantsAscii(env, platform),
  });
  const options = { style, maxRows: maxRows ?? DEFAULT_MAX_ROWS, explained: new Set<BarGlyph>() };
  stdout.write(drawTraces(spans, options));
  if (complaint === undefined) return 0;
  complain(complaint);
  return 1;
}

function complain(message: string): void {
  process.stderr.write(`waterfall: ${clean(message)}\n`);
}
