import { groupBy } from '../model/group-by.ts';
import type { Span } from '../model/span.ts';

/** Ended spans that wait for their parents to end, by trace; the trace that has waited longest comes first. */
export class WaitingTraces {
  readonly #traces = new Map<string, Span[]>();
  #spans = 0;

  get traceCount(): number {
    return this.#traces.size;
  }

  get spanCount(): number {
    return this.#spans;
  }

  get oldest(): string | undefined {
    return this.#traces.keys().next().value;
  }

  countOf(traceId: string): number {
    return this.#traces.get(traceId)?.length ?? 0;
  }

  add(span: Span): void {
    this.#spans++;
    const spans = this.#traces.get(span.traceId);
    if (spans) spans.push(span);
    else this.#traces.set(span.traceId, [span]);
  }

  /** Gives all that waits of a trace, and lets go of it. */
  takeAll(traceId: string): Span[] {
    const spans = this.#traces.get(traceId) ?? [];
    this.#traces.delete(traceId);
    this.#spans -= spans.length;
    return spans;
  }

  /** Gives what hangs together with the tops of a trace. The rest waits on, because a parent of it is still open. */
  takeBelow(traceId: string, isTop: (span: Span) => boolean): Span[] {
    const all = this.takeAll(traceId);
    const taken = connected(all, isTop);
    if (taken.size < all.length) {
      for (const span of all) if (!taken.has(span)) this.add(span);
    }
    return all.filter((span) => taken.has(span));
  }
}

function connected(spans: readonly Span[], isTop: (span: Span) => boolean): Set<Span> {
  const ids = new Set(spans.map(({ id }) => id));
  const children = groupBy(spans, ({ parentId }) => parentId);
  const found = new Set<Span>();
  const hasParentHere = ({ parentId }: Span) => parentId !== undefined && ids.has(parentId);
  const queue = spans.filter((span) => isTop(span) && !hasParentHere(span));
  for (let span = queue.pop(); span !== undefined; span = queue.pop()) {
    if (found.has(span)) continue;
    found.add(span);
    for (const child of children.get(span.id) ?? []) queue.push(child);
  }
  return found;
}
