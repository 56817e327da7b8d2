/** One metric, as it is made and as `TELEMETRY.md` lists it. */
export interface Metric {
  readonly name: string;
  readonly kind: 'counter' | 'up-down counter' | 'gauge' | 'histogram';
  /** In UCUM; an annotation in braces has the same name on every route into Prometheus. */
  readonly unit: string;
  readonly description: string;
  /** Upper bounds of a histogram's buckets, in its unit. */
  readonly buckets?: readonly number[];
  /** Attributes besides those that it shares with the others of its group. */
  readonly attributes: readonly string[];
  /** Which attributes it has besides its own. */
  readonly group: 'call' | 'inference' | 'rate limit' | 'process';
  /** When it is made at all; by default always. */
  readonly when?: 'default' | 'latest' | 'perChunk';
}
