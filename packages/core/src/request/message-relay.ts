import { guard } from '../guard.ts';
import { type Relayable, Source, type SourceStep } from '../seam/source.ts';
import { AllFrames, COMMENT, type FrameMaker, frame, TextFrames } from './frames.ts';
import { type ProblemCode, troubleOf } from './problem-table.ts';
import type { Relay, RelayOptions } from './relay.ts';
import { activeTraceId } from './server-span.ts';

/** What a wait for the next event comes to: the event, a heartbeat that is due, or a client that has left. */
type Step = SourceStep | { readonly kind: 'beat' | 'left' };

const HEARTBEAT = 15_000;

/** A {@link Relay} of one stream. No generator: one that waits for the model would neither beat nor be left. */
export class MessageRelay implements Relay {
  readonly #options: RelayOptions;
  readonly #heartbeat: number;
  readonly #source: Source;
  readonly #frames: FrameMaker;
  /** The event that was asked for, and not used yet. */
  #asked: Promise<SourceStep> | undefined;
  /** Ends the wait that goes on. */
  #wake: ((step: Step) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(stream: Relayable, options: RelayOptions) {
    this.#options = options;
    this.#heartbeat = options.heartbeat ?? HEARTBEAT;
    const source = new Source(stream);
    this.#source = source;
    this.#frames =
      options.events === 'all' ? new AllFrames((event) => source.json(event)) : new TextFrames();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async begin(): Promise<void> {
    if (this.#over) return;
    const step = await this.#wait();
    if (step.kind !== 'failed' || this.#over) return;
    this.#end();
    throw step.error;
  }

  async next(): Promise<IteratorResult<string>> {
    if (!this.#over && this.#heartbeat > 0) {
      this.#timer ??= setTimeout(() => this.#beat(), this.#heartbeat);
    }
    while (!this.#over) {
      const step = await this.#wait();
      const value = this.#over ? undefined : this.#frameOf(step);
      if (value === undefined) continue;
      this.#timer?.refresh();
      return { done: false, value };
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<string>> {
    if (!this.#over) {
      this.#end();
      this.#source.leave(this.#options.abortOnDisconnect ?? true);
      this.#wake?.({ kind: 'left' });
    }
    return { done: true, value: undefined };
  }

  /** Waits for the event that was asked for, or for something else: it is then still asked for. */
  #wait(): Promise<Step> {
    this.#asked ??= this.#source.next();
    const asked = this.#asked;
    return new Promise((resolve) => {
      const wake = (step: Step): void => {
        if (this.#wake === wake) this.#wake = undefined;
        resolve(step);
      };
      this.#wake = wake;
      void asked.then(wake);
    });
  }

  #frameOf(step: Step): string | undefined {
    switch (step.kind) {
      case 'event':
        this.#asked = undefined;
        return this.#frames.of(step.event);
      case 'end':
        this.#end();
        return this.#source.whole ? this.#frames.last : this.#brokenOff();
      case 'failed':
        this.#end();
        return this.#failed(step.error, troubleOf(step.error));
      case 'beat':
        return COMMENT;
      case 'left':
        return undefined;
    }
  }

  /** The SDK ends a stream quietly that was aborted, or ended before its message did. */
  #brokenOff(): string {
    return this.#source.aborted
      ? this.#failed(new Error('the stream was aborted'), { code: 'aborted' })
      : this.#failed(new Error('the stream ended before its message did'), {
          code: 'connection_failed',
        });
  }

  #failed(error: unknown, trouble: { code: ProblemCode; requestId?: string | undefined }): string {
    const { onError, traceId = activeTraceId() } = this.#options;
    if (onError) guard(() => onError(error), 'hooks');
    const { code, requestId } = trouble;
    return frame('error', JSON.stringify({ code, requestId, traceId }));
  }

  /** A client that does not take what it has needs no heartbeat. */
  #beat(): void {
    if (this.#wake) this.#wake({ kind: 'beat' });
    else this.#timer?.refresh();
  }

  #end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
