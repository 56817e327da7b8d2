import type { Span } from '@opentelemetry/api';
import type { ContentObserver } from '../call/observer.ts';
import { type Answer, readAnswer } from '../content/answer.ts';
import { AnswerAssembler } from '../content/assembler.ts';
import type { ContentCapture } from '../content/capture.ts';
import { ContentWriter } from '../content/writer.ts';
import { guard } from '../guard.ts';
import * as names from '../semconv.ts';
import { putOn } from './put.ts';

/** Writes what is said in one call on its span, each thing when it is known: the SDK ends its own span by itself. */
export class CallContent implements ContentObserver {
  readonly #span: Span;
  readonly #capture: ContentCapture;
  readonly #writer: ContentWriter;
  #assembler: AnswerAssembler | undefined;
  #over = false;

  constructor(span: Span, capture: ContentCapture) {
    this.#span = span;
    this.#capture = capture;
    this.#writer = new ContentWriter(capture);
  }

  get open(): boolean {
    return !this.#over && this.#span.isRecording();
  }

  messages(body: unknown): void {
    this.#guarded(() => {
      if (!isObject(body)) return;
      const { systemInstructions, inputMessages } = this.#writer.request(body);
      this.#put(names.ATTR_SYSTEM_INSTRUCTIONS, systemInstructions);
      this.#put(names.ATTR_INPUT_MESSAGES, inputMessages);
    });
  }

  tools(body: unknown): void {
    this.#guarded(() => {
      if (isObject(body)) this.#put(names.ATTR_TOOL_DEFINITIONS, this.#writer.tools(body));
    });
  }

  answer(message: unknown): void {
    this.#guarded(() => this.#write(readAnswer(message, this.#capture)));
  }

  event(event: unknown): void {
    if (this.#over) return;
    this.#guarded(() => {
      this.#assembler ??= new AnswerAssembler(this.#capture);
      this.#assembler.event(event);
    });
  }

  /** The call is over, and its stream as far as it came. */
  end(): void {
    this.#guarded(() => this.#write(this.#assembler?.answer()));
    this.#over = true;
    this.#assembler = undefined;
  }

  #write(answer: Answer | undefined): void {
    if (answer && this.open) this.#put(names.ATTR_OUTPUT_MESSAGES, this.#writer.answer(answer));
  }

  #put(name: string, json: string | undefined): void {
    const put = putOn(this.#span);
    put(name, json);
    if (this.#writer.truncated) put(names.ATTR_ANTHROPIC_CONTENT_TRUNCATED, true);
  }

  #guarded<T>(step: () => T): T | undefined {
    return guard(step, 'content');
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
