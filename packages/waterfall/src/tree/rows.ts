import type { Node } from './node.ts';

export interface Row {
  readonly node: Node;
  /** For each level above the row's own, whether a line has to pass to a later sibling there. */
  readonly passing: readonly boolean[];
  /** Whether it is the last of its siblings. */
  readonly last: boolean;
}

export interface Rows {
  readonly shown: readonly Row[];
  readonly hidden: number;
  /** How many of the hidden spans failed. */
  readonly hiddenFailed: number;
}

/** Lays the trees out from top to bottom, each whole before the next, up to a number of rows. */
export function toRows(roots: readonly Node[], limit: number): Rows {
  const shown: Row[] = [];
  let hidden = 0;
  let hiddenFailed = 0;
  const stack = roots.map((node) => ({ node, passing: [], last: true }) as Row).reverse();
  for (let row = stack.pop(); row !== undefined; row = stack.pop()) {
    const fits = shown.length < limit;
    if (fits) shown.push(row);
    else hidden++;
    if (!fits && row.node.span.status === 'error') hiddenFailed++;
    pushChildren(stack, row, fits);
  }
  return { shown, hidden, hiddenFailed };
}

/** Hidden rows are only counted: building their lines would cost the square of a deep trace's depth. */
function pushChildren(stack: Row[], { node, passing, last }: Row, fits: boolean): void {
  const below = fits && node.parent !== undefined ? [...passing, !last] : [];
  const { children } = node;
  for (let i = children.length - 1; i >= 0; i--) {
    const child = children[i];
    if (child) stack.push({ node: child, passing: below, last: i === children.length - 1 });
  }
}
