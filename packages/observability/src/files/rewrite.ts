import type { Flags } from '../settings/flags.ts';
import { LINK_BASES } from '../settings/links.ts';
import { RECEIVERS } from '../settings/receivers.ts';

/** A number or duration, and behind it, to the end of the line, the flag that sets it. */
export const MARK: RegExp = /(\d[\w.]*)(\s+# --([a-z][a-z0-9-]*))[ \t]*$/gm;

/** Sets what the flags set in a file of the package. `path` is the one in the folder that is written. */
export function rewrite(path: string, text: string, flags: Flags): string {
  if (path.startsWith('rules/')) return setLinks(setThresholds(text, flags), flags);
  if (/^(runbooks|dashboards|stack\/grafana|stack\/templates)\//.test(path)) {
    return setLinks(text, flags);
  }
  if (path === 'stack/alertmanager.yml') return setReceivers(setLinks(text, flags), flags);
  return path === 'stack/compose.yaml' ? setReceivers(text, flags) : text;
}

function setThresholds(text: string, flags: Flags): string {
  return text.replace(MARK, (all, _value, mark, flag) =>
    flags[flag] === undefined ? all : `${flags[flag]}${mark}`,
  );
}

// Not followed by a digit, which would make it another port.
const LINKS = new RegExp(`(?:${LINK_BASES.map((base) => base.default).join('|')})(?!\\d)`, 'g');

function setLinks(text: string, flags: Flags): string {
  return text.replace(LINKS, (found) => {
    const base = LINK_BASES.find((one) => one.default === found);
    return flags[base?.flag ?? ''] ?? found;
  });
}

const BOUND = /^(\s*)# --([a-z-]+) (begin|end)$/;

/**
 * Makes comments of what is between `# --flag begin` and `# --flag end`, or takes the comment signs away.
 * Where no receiver was given, all stays as it is: alerts go to the stack's demo service.
 */
function setReceivers(text: string, flags: Flags): string {
  if (!RECEIVERS.some(({ flag }) => flags[flag] !== undefined)) return text;
  let section: { readonly indent: string; readonly flag: string } | undefined;
  const lines = text.split('\n').map((line) => {
    const [bound, indent = '', flag = '', end] = BOUND.exec(line) ?? [];
    if (bound !== undefined) section = end === 'end' ? undefined : { indent, flag };
    if (bound !== undefined || section === undefined) return line;
    return setLine(line, section.indent, section.flag, flags[section.flag]);
  });
  return lines.join('\n');
}

function setLine(line: string, indent: string, flag: string, value: string | undefined): string {
  const content = line.slice(indent.length);
  if (value === undefined) return content.startsWith('# ') ? line : `${indent}# ${content}`;
  const placeholder = RECEIVERS.find((one) => one.flag === flag)?.placeholder;
  return `${indent}${content.replace(/^# /, '')}`.replaceAll(JSON.stringify(placeholder), () =>
    JSON.stringify(value),
  );
}
