import type { Span } from '../model/span.ts';

/** What is remembered of drawn traces, for spans that end later; the rest of them is forgotten. */
const MOST_TRACES = 100;
const MOST_SPANS_OF_A_TRACE = 200;

interface DrawnTrace {
  readonly spans: ReadonlyMap<string, Span>;
  /** Whether every span that was drawn is still there. */
  readonly whole: boolean;
}

/** The traces drawn last, to know where a span belongs that ends after its trace was drawn. */
export class DrawnTraces {
  readonly #traces = new Map<string, DrawnTrace>();

  /** Whether a span's parent was drawn, or may have been. */
  hasParentOf({ traceId, parentId }: Span): boolean {
    const trace = this.#traces.get(traceId);
    if (trace === undefined || parentId === undefined) return false;
    return trace.spans.has(parentId) || !trace.whole;
  }

  /** The drawn spans between the ones given and the root. */
  above(spans: readonly Span[]): Span[] {
    const found = new Set<Span>();
    for (const span of spans) {
      const drawn = this.#traces.get(span.traceId)?.spans;
      let parent = drawn?.get(span.parentId ?? '');
      while (parent !== undefined && !found.has(parent)) {
        found.add(parent);
        parent = drawn?.get(parent.parentId ?? '');
      }
    }
    return [...found];
  }

  /** Parents end after their children: the last spans are the ones near the root, where late ones belong. */
  remember(traceId: string, spans: readonly Span[]): void {
    const before = this.#traces.get(traceId);
    const all = [...(before?.spans.values() ?? []), ...spans];
    const kept = all.slice(-MOST_SPANS_OF_A_TRACE);
    this.#traces.delete(traceId);
    this.#traces.set(traceId, {
      spans: new Map(kept.map((span) => [span.id, span])),
      whole: kept.length === all.length && before?.whole !== false,
    });
    const oldest = this.#traces.keys().next().value;
    if (this.#traces.size > MOST_TRACES && oldest !== undefined) this.#traces.delete(oldest);
  }

  clear(): void {
    this.#traces.clear();
  }
}
