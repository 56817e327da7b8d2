/** What an application is started with. */
export interface Settings {
  /** Whether its metrics are for Prometheus to scrape, instead of pushed as OTEL_* variables say. */
  readonly scraped: boolean;
  /** Models that its calls take in turn. */
  readonly models: readonly string[];
  /** Calls of the fake API's script (`x-fake-call`) that its calls take in turn, at first. */
  readonly scripts: readonly string[];
  readonly callsPerSecond: number;
  /** Calls in flight at a time by one order to play; what comes beyond is not made. */
  readonly mostActive: number;
  /** Of the SDK, for each attempt. */
  readonly timeoutSeconds: number;
  readonly maxRetries: number;
  /** How many of a hundred calls are streamed. */
  readonly streamedPercent: number;
  /** Of each prompt. Beyond 0, prompts are captured, so that spans of calls are this big. */
  readonly promptBytes: number;
}

/** What an application is told while it runs. */
export type Order = { readonly play: readonly string[] } | { readonly report: true };

/** What an application tells. */
export type Told = { readonly ready: string } | { readonly report: Report };

/** What has become of the calls since the report before. Durations in milliseconds, memory in bytes. */
export interface Report {
  /** How many ended, by `ok`, or the status of the error, or the error itself. */
  readonly results: Readonly<Record<string, number>>;
  readonly median: number;
  readonly longest: number;
  /** After a full collection. */
  readonly heapUsed: number;
  readonly rss: number;
}
