/** One field of an interface, as its source has it. */
export interface Field {
  readonly name: string;
  readonly optional: boolean;
  /** Without `undefined`. */
  readonly type: string;
  readonly doc: string;
}

/** An exported interface, as its source has it. */
export interface Interface {
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly Field[];
}

const DECLARATION = /^export interface (\w+) \{$/;
const FIELD = /^ {2}readonly (\w+)(\??): (.+);$/;

/**
 * Reads the exported interfaces of a source that Biome has formatted, one field a line. That is all
 * this package has in its public types; a line of another form throws, so that none goes unread.
 */
export function readInterfaces(source: string): Interface[] {
  const interfaces: { name: string; doc: string; fields: Field[] }[] = [];
  let open: Field[] | undefined;
  let doc = '';
  for (const part of source.match(/^ *\/\*\*[\s\S]*?\*\/$|^.*$/gm) ?? []) {
    const declared = DECLARATION.exec(part);
    const field = FIELD.exec(part);
    if (part.trimStart().startsWith('/**')) {
      doc = textOf(part);
      continue;
    }
    if (declared) {
      open = [];
      interfaces.push({ name: declared[1] ?? '', doc, fields: open });
    } else if (part === '}') {
      open = undefined;
    } else if (open && field) {
      const [, name = '', mark, type = ''] = field;
      open.push({
        name,
        optional: mark === '?' || / \| undefined$/.test(type),
        type: type.replace(/ \| undefined$/, ''),
        doc,
      });
    } else if (open) {
      throw new Error(`cannot be read as a field of an interface: ${part}`);
    }
    doc = '';
  }
  return interfaces;
}

/** The text of a doc comment, in one line. */
const textOf = (comment: string): string =>
  comment
    .replace(/^ *\/\*\*|\*\/$/g, '')
    .replace(/^ *\* ?/gm, '')
    .replace(/\{@link (\w+)\}/g, '`$1`')
    .replace(/\s+/g, ' ')
    .trim();
