export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Colour is for terminals. `FORCE_COLOR` and `NO_COLOR` say otherwise, the former having the last word, as it has in
 * Node.js itself.
 */
export function wantsColor(isTerminal: boolean, env: Environment): boolean {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  if (env.NO_COLOR) return false;
  return isTerminal && env.TERM !== 'dumb';
}

/**
 * Whether the output may not be able to show more than ASCII. A locale decides that names a character set. Where none is
 * set at all, as in most containers, the terminal on the other side is trusted to be a current one.
 */
export function wantsAscii(env: Environment, platform: string): boolean {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  if (env.TERM === 'linux') return true;
  if (locale) return !/utf-?8/i.test(locale);
  if (platform !== 'win32') return false;
  return !env.WT_SESSION && env.TERM_PROGRAM !== 'vscode';
}
