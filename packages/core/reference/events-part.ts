import { EVENTS, EVERY_EVENT, PARTS, VALUES_OF_TYPE } from './events.ts';
import type { Field } from './interfaces.ts';
import { blocks, code, linkTo, table } from './markdown.ts';

/** The events of `onEvent` and their fields, from the doc comments of their types. */
export const eventsPart = (): string =>
  blocks(
    '## Events of `onEvent`',
    'The typed union `CallEvent`, by `type`. Durations are in seconds. `?` marks a field that may be absent. Each event has:',
    Object.entries(EVERY_EVENT)
      .map(([name, meaning]) => `- ${code(name)}: ${meaning}`)
      .join('\n'),
    ...EVENTS.flatMap(({ type, interface: { doc, fields } }) => [
      `### ${code(type)}`,
      doc,
      fieldTable(fields),
    ]),
    ...PARTS.flatMap(({ name, doc, fields }) => [`### ${code(name)}`, doc, fieldTable(fields)]),
  );

const fieldTable = (fields: readonly Field[]): string =>
  table(
    ['field', 'type', 'meaning'],
    fields.map(({ name, optional, type, doc }) => [
      code(optional ? `${name}?` : name),
      typeOf(type),
      doc,
    ]),
  );

function typeOf(type: string): string {
  const values = VALUES_OF_TYPE.get(type);
  if (values) return linkTo(values.title, 'string');
  return PARTS.some(({ name }) => name === type) ? linkTo(type, code(type)) : type;
}
