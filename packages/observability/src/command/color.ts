/** Colour is for terminals; `FORCE_COLOR` and `NO_COLOR` say otherwise, the former having the last word. */
export function wantsColor(
  isTerminal: boolean,
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  return !env.NO_COLOR && isTerminal && env.TERM !== 'dumb';
}

const BOLD = 1;
const RED = 31;
const GREEN = 32;
const CYAN = 36;

/** A patch as terminals show it. */
export function colored(patch: string): string {
  return patch
    .split('\n')
    .map((line) => {
      const code = codeOf(line);
      return code === undefined ? line : `\u001b[${code}m${line}\u001b[0m`;
    })
    .join('\n');
}

function codeOf(line: string): number | undefined {
  if (/^(---|\+\+\+) /.test(line)) return BOLD;
  if (line.startsWith('@@')) return CYAN;
  if (line.startsWith('+')) return GREEN;
  return line.startsWith('-') ? RED : undefined;
}
