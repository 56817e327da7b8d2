import { headroomSentence, headroomTable } from './headroom.ts';
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

/** What is left of the rate limits, as the newest responses told it in headers that the SDK leaves unread. */
export function showHeadroom(played: readonly PlayedScene[], page: Page): void {
  const limits = played.at(-1)?.limits ?? [];
  const now = Date.now();
  page.title('Rate-limit headroom, from rateLimits(client): what the newest responses left');
  for (const line of headroomTable(limits, now, page.width)) page.line(line);
  page.line();
  page.say(headroomSentence(limits, now));
}
