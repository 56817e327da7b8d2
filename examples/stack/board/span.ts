export type Value = string | number | boolean;

/** A span, with times in milliseconds since the epoch. */
export interface Span {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly start: number;
  readonly duration: number;
  readonly attributes: Readonly<Record<string, Value>>;
}

export interface Trace {
  readonly id: string;
  /** In the order of their starts. */
  readonly spans: readonly Span[];
  readonly start: number;
  readonly duration: number;
}

/** What Jaeger's API answers, as far as it is read here. Times are in microseconds. */
interface Answer {
  readonly data: readonly {
    readonly traceID: string;
    readonly spans: readonly {
      readonly spanID: string;
      readonly operationName: string;
      readonly references: readonly { readonly refType: string; readonly spanID: string }[];
      readonly startTime: number;
      readonly duration: number;
      readonly tags: readonly { readonly key: string; readonly value: Value }[];
    }[];
  }[];
}

export function readTraces(answer: unknown): Trace[] {
  return (answer as Answer).data.map(({ traceID, spans }) => {
    const read = spans.map(
      ({ spanID, operationName, references, startTime, duration, tags }): Span => ({
        id: spanID,
        parentId: references.find(({ refType }) => refType === 'CHILD_OF')?.spanID,
        name: operationName,
        start: startTime / 1000,
        duration: duration / 1000,
        attributes: Object.fromEntries(tags.map(({ key, value }) => [key, value])),
      }),
    );
    const sorted = read.sort((a, b) => a.start - b.start);
    const start = Math.min(...sorted.map((span) => span.start));
    const end = Math.max(...sorted.map((span) => span.start + span.duration));
    return { id: traceID, spans: sorted, start, duration: end - start };
  });
}
