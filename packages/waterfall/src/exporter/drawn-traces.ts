import type { Span } from '../model/span.ts';

const MOST_TRACES = 100;
const MOST_SPANS_OF_A_TRACE = 200;

/** The traces drawn last, and of each its last spans: to know where one belongs that ends later. */
export class DrawnTraces {
  readonly #traces = new Map<string, ReadonlyMap<string, Span>>();

  hasParentOf({ traceId, parentId }: Span): boolean {
    return parentId !== undefined && this.#traces.get(traceId)?.has(parentId) === true;
  }

  /** The drawn spans of a trace that hang together with the new ones: those above them, and those below. */
  around(traceId: string, spans: readonly Span[]): Span[] {
    const drawn = this.#traces.get(traceId) ?? new Map<string, Span>();
    const ids = new Set(spans.map(({ id }) => id));
    const above = spans.flatMap((span) => [...lineage(span, drawn)]);
    const below = [...drawn.values()].filter((span) => descends(span, ids, drawn));
    return [...new Set([...above, ...below])].filter(({ id }) => !ids.has(id));
  }

  /** Parents end after their children: the last spans are the ones near the root, where late ones belong. */
  remember(traceId: string, spans: readonly Span[]): void {
    const before = this.#traces.get(traceId)?.values() ?? [];
    const kept = [...before, ...spans].slice(-MOST_SPANS_OF_A_TRACE);
    this.#traces.delete(traceId);
    this.#traces.set(traceId, new Map(kept.map((span) => [span.id, span])));
    const [oldest] = this.#traces.keys();
    if (this.#traces.size > MOST_TRACES && oldest !== undefined) this.#traces.delete(oldest);
  }
}

/** The drawn parent of a span, that one's parent, and so on; no longer than there are spans, should they go in a circle. */
function* lineage(span: Span, drawn: ReadonlyMap<string, Span>): Iterable<Span> {
  let parent = drawn.get(span.parentId ?? '');
  for (let steps = drawn.size; parent !== undefined && steps > 0; steps--) {
    yield parent;
    parent = drawn.get(parent.parentId ?? '');
  }
}

function descends(span: Span, ids: ReadonlySet<string>, drawn: ReadonlyMap<string, Span>): boolean {
  if (ids.has(span.parentId ?? '')) return true;
  for (const { parentId } of lineage(span, drawn)) if (ids.has(parentId ?? '')) return true;
  return false;
}
