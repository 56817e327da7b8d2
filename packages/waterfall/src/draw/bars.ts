import type { Node } from '../tree/node.ts';
import { type Bar, type Before, toBar } from './bar.ts';
import type { Written } from './row.ts';
import type { Timeline } from './timeline.ts';

/** A bar for each row, or none where the output is too narrow for bars. */
export function toBars(written: readonly Written[], timeline: Timeline): Bar[] {
  if (timeline.columns === 0) return [];
  const siblings = new Map<Node | undefined, Before>();
  return written.map(({ row: { node }, description }) => {
    const bar = toBar(node, description.mark, timeline, siblings.get(node.parent));
    siblings.set(node.parent, { span: node.span, bar });
    return bar;
  });
}
