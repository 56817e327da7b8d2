import { LINK_BASES } from '../settings/links.ts';
import { RECEIVERS } from '../settings/receivers.ts';
import type { Setting, Unit } from '../settings/setting.ts';
import { SETTINGS } from '../settings/settings.ts';

const VALUES: Readonly<Record<Unit['kind'], string>> = {
  share: 'SHARE',
  number: 'NUMBER',
  whole: 'NUMBER',
  duration: 'TIME',
};

/** The text of `--help`: every flag with its default. */
export function help(): string {
  return `Alert rules, runbooks, dashboards and a ready stack for services that call Claude.

  npx @spanthropic/observability init DIR [flags]   writes all of it into DIR
  npx @spanthropic/observability diff DIR [flags]   shows what init would change there, as a patch

init leaves DIR alone when any of its files is there already, unless told to --force. DIR/spanthropic.json
remembers the flags: diff, and init --force, begin with those of last time.

Who gets the alerts (none: the page of the stack's demo service)
${RECEIVERS.map(({ flag, value, meaning }) => row(`--${flag} ${value}`, [meaning])).join('')}
What links begin with
${LINK_BASES.map((base) => row(`--${base.flag} URL`, [base.meaning, `default ${base.default}`])).join('')}
When alerts fire
${SETTINGS.map(settingRow).join('')}
Other
${row('--force', ['overwrite what is there (init)'])}${row('--version', ['print the version'])}${row('-h, --help', ['print this text'])}
diff exits with 0 when nothing would change, and with 1 when something would; both exit with 2 when they
were called in a wrong way. init exits with 1 when it could not write, and then has written nothing.
`;
}

function settingRow({ flag, unit, meaning, alerts, ...rest }: Setting): string {
  const what = 'what' in unit ? ` ${unit.what}` : '';
  const range = `default ${rest.default}, from ${unit.min} to ${unit.max}${what}`;
  return row(`--${flag} ${VALUES[unit.kind]}`, [meaning, `${range}; ${alerts.join(', ')}`]);
}

function row(flag: string, texts: readonly string[]): string {
  const lines = texts.flatMap(wrapped);
  const [first = '', ...more] = flag.length > COLUMN - 4 ? ['', ...lines] : lines;
  const head = first === '' ? `  ${flag}\n` : `  ${flag.padEnd(COLUMN - 2)}${first}\n`;
  return head + more.map((line) => `${' '.repeat(COLUMN)}${line}\n`).join('');
}

const COLUMN = 34;
const WIDTH = 76;

/** A text in lines, broken between words. */
function wrapped(text: string): string[] {
  return text.match(new RegExp(`.{1,${WIDTH}}(?= |$)`, 'g'))?.map((line) => line.trim()) ?? [];
}
