import type { Page } from './page.ts';
import type { PlayedScene } from './perform.ts';
import { summarize } from './summary.ts';
import { type Row, sentenceOf, tableOf } from './table.ts';

/** What all came to: a line for each scene, and their total, from the exported spans alone. */
export function showTotals(played: readonly PlayedScene[], page: Page): void {
  const rows = played.map(({ scene, spans }): Row => {
    return { title: scene.title, summary: summarize(spans) };
  });
  const summary = summarize(played.flatMap(({ spans }) => spans));
  page.title('All of it, computed from the exported spans alone');
  for (const line of tableOf(rows, { title: 'total', summary }, page.width)) page.line(line);
  page.line();
  page.say(sentenceOf(summary));
}
