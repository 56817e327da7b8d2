import type { Drawing } from '../draw/drawing.ts';
import type { Span } from '../model/span.ts';
import { DrawnTraces } from './drawn-traces.ts';
import { WaitingTraces } from './waiting-traces.ts';

/** Beyond these the trace that has waited longest is given out as it is. */
const MOST_TRACES = 1000;
const MOST_SPANS = 50_000;

/** Puts ended spans together to traces, and gives each out when it is time to draw it. */
export class TraceCollector {
  readonly #drawAfter: number;
  readonly #give: (drawing: Drawing) => void;
  readonly #waiting = new WaitingTraces();
  readonly #drawn = new DrawnTraces();
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(drawAfter: number, give: (drawing: Drawing) => void) {
    this.#drawAfter = drawAfter;
    this.#give = give;
  }

  /** A batch comes in whole before anything of it is given out: a parent may stand before its children. */
  add(spans: Iterable<Span>): void {
    const due = new Set<string>();
    for (const span of spans) {
      this.#waiting.add(span);
      if (this.#isTop(span)) due.add(span.traceId);
    }
    for (const traceId of due) this.#giveSoon(traceId);
    while (this.#isFull()) this.#giveAll(this.#waiting.oldest ?? '');
  }

  /** Gives out all that waits, complete or not. */
  flush(): void {
    let traceId = this.#waiting.oldest;
    while (traceId !== undefined) {
      this.#giveAll(traceId);
      traceId = this.#waiting.oldest;
    }
  }

  /** Nothing waits above it any more: it is a local root, or its parent has been drawn. */
  readonly #isTop = (span: Span): boolean =>
    span.parentId === undefined || span.remoteParent !== false || this.#drawn.hasParentOf(span);

  #isFull(): boolean {
    return this.#waiting.traceCount > MOST_TRACES || this.#waiting.spanCount > MOST_SPANS;
  }

  /** The timer keeps the process alive: a program that ends right after its call still shows the trace. */
  #giveSoon(traceId: string): void {
    if (this.#drawAfter === 0) this.#giveEnded(traceId);
    else if (!this.#timers.has(traceId)) {
      this.#timers.set(
        traceId,
        setTimeout(() => this.#giveEnded(traceId), this.#drawAfter),
      );
    }
  }

  #giveEnded(traceId: string): void {
    this.#timers.delete(traceId);
    this.#giveOut(traceId, this.#waiting.takeBelow(traceId, this.#isTop));
  }

  #giveAll(traceId: string): void {
    clearTimeout(this.#timers.get(traceId));
    this.#timers.delete(traceId);
    this.#giveOut(traceId, this.#waiting.takeAll(traceId));
  }

  #giveOut(traceId: string, spans: readonly Span[]): void {
    if (spans.length === 0) return;
    const earlier = this.#drawn.around(traceId, spans);
    this.#drawn.remember(traceId, spans);
    this.#give({ spans, earlier, waiting: this.#waiting.countOf(traceId) });
  }
}
