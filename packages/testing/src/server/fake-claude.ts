import type { Step } from '../script/step.ts';
import type { RecordedRequest } from './recorded-request.ts';

/** A running fake API. */
export interface FakeClaude extends AsyncDisposable {
  /** What to give the client as `baseURL`, such as `http://127.0.0.1:41234`. */
  readonly url: string;
  readonly port: number;
  /** Everything received, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  /**
   * Adds a call to the script while the server runs.
   *
   * @returns the request headers that choose it
   * @throws TypeError for a step that cannot be played, or an id that is taken
   */
  play(id: string, steps: readonly Step[]): Record<string, string>;
  /** The requests of one call, in order of arrival. */
  requestsOf(id: string): readonly RecordedRequest[];
  /**
   * Resolves when every received request has ended or its client has gone. Rejects with the names
   * of those that have not after `timeoutMs` milliseconds, 5000 by default.
   */
  settled(timeoutMs?: number): Promise<void>;
  /** The server's clock, by which everything is recorded: milliseconds since the epoch, with digits below the millisecond. */
  now(): number;
  /** Ends every connection and the server. */
  close(): Promise<void>;
}

/** Where and how the server runs. */
export interface FakeClaudeOptions {
  /** Default: 0, any free port. */
  port?: number;
  /** Default: `127.0.0.1`. */
  host?: string;
  /** Called when a request has been received and its step is chosen. */
  onRequest?: (request: RecordedRequest) => void;
}
