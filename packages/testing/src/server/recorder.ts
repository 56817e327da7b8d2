import type { RecordedRequest } from './recorded-request.ts';

/** Keeps the requests of a server, and knows which are still open. */
export class Recorder {
  /** In order of arrival. */
  readonly requests: RecordedRequest[] = [];
  readonly #open = new Set<RecordedRequest>();
  readonly #waiting = new Set<() => void>();
  #arriving = 0;

  /** A request has begun to arrive. Call the result when it is recorded, or has broken off. */
  arriving(): () => void {
    this.#arriving += 1;
    return () => {
      this.#arriving -= 1;
      this.#tell();
    };
  }

  /** Records a request; it is open until {@link close}. */
  open(request: RecordedRequest): void {
    const later = this.requests.findLastIndex((one) => one.receivedAt <= request.receivedAt);
    this.requests.splice(later + 1, 0, request);
    this.#open.add(request);
  }

  /** The request has ended, or its client has gone. */
  close(request: RecordedRequest): void {
    this.#open.delete(request);
    this.#tell();
  }

  /** Resolves when nothing is open. */
  async settled(timeoutMs: number): Promise<void> {
    // What the client has just sent or closed reaches the server in the next turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#idle()) return;
    await new Promise<void>((resolve, reject) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(done);
        reject(new Error(`fake-claude: still open after ${timeoutMs} ms: ${this.#describe()}`));
      }, timeoutMs);
      this.#waiting.add(done);
    });
  }

  #idle(): boolean {
    return this.#arriving === 0 && this.#open.size === 0;
  }

  #tell(): void {
    if (this.#idle()) for (const done of this.#waiting) done();
  }

  #describe(): string {
    const open = [...this.#open].map(
      ({ call, attempt, path, step }) => `${call || path} attempt ${attempt} (${step.kind})`,
    );
    if (this.#arriving > 0) open.push(`${this.#arriving} requests not received to their end`);
    return open.join(', ');
  }
}
