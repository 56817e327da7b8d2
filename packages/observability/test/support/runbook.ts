import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../runbooks');

/** A runbook, as whoever is paged reads it. */
export interface Runbook {
  /** The alert that its file is named after. */
  readonly alert: string;
  readonly text: string;
  readonly title: string;
  /** What stands before the first section: how urgent it is, and the dashboard. */
  readonly opening: string;
  /** The text of each section, by its heading, in the order of the file. */
  readonly sections: ReadonlyMap<string, string>;
  /** The targets of its links. */
  readonly links: readonly string[];
}

/** The runbooks of the package. */
export const RUNBOOKS: readonly Runbook[] = readdirSync(FOLDER).map((file) =>
  readRunbook(file.replace(/\.md$/, ''), readFileSync(join(FOLDER, file), 'utf8')),
);

/** Reads a runbook from its Markdown. */
export function readRunbook(alert: string, text: string): Runbook {
  const [start = '', ...parts] = text.split(/^## /m);
  const [, title = '', opening = ''] = /^# (.*)\n([\s\S]*)$/.exec(start) ?? [];
  const sections = parts.map((part) => {
    const end = part.indexOf('\n');
    return [part.slice(0, end), part.slice(end).trim()] as const;
  });
  return {
    alert,
    text,
    title,
    opening: opening.trim(),
    sections: new Map(sections),
    links: [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, target = '']) => target),
  };
}

/** The PromQL of a piece of Markdown: its blocks, without the indent of the list that they stand in. */
export const queriesOf = (text: string): string[] =>
  [...text.matchAll(/^( *)```promql\n([\s\S]*?)^\1```$/gm)].map(([, indent = '', query = '']) =>
    query.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trim(),
  );
