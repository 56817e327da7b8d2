import { finishReasonOf } from '../finish-reason.ts';
import type { Answer } from './answer.ts';
import { OVERHANG } from './assembler.ts';
import type { ContentCapture } from './capture.ts';
import { fitFrames, listFrame, messageFrame } from './frame.ts';
import type { ContentPart } from './part.ts';
import { PartReader } from './reader.ts';
import { readMessages, readSystem, readTools } from './request.ts';
import { byteLength, startOf } from './text.ts';
import { nameOf } from './tools.ts';

// Of `maxBytes`: the answer has at least a quarter, and the tool definitions an eighth.
const MESSAGES_SHARE = 5 / 8;
const REQUEST_SHARE = 6 / 8;

/** Bytes for a part, on average: where there is room for less, fewer parts are written. */
const LEAST = 128;
const partsWithin = (room: number): number => Math.max(1, Math.floor(room / LEAST));

/** The content of a request, each as JSON. */
export interface RequestContent {
  readonly systemInstructions: string | undefined;
  readonly inputMessages: string | undefined;
}

/**
 * Writes the content of one call as JSON, in `maxBytes` for all of it together: what one takes of it
 * the next has not. Where there is too little, the last messages are kept, with their longest texts cut,
 * and of tool definitions the names.
 */
export class ContentWriter {
  readonly #capture: ContentCapture;
  readonly #reader: PartReader;
  #used = 0;
  #cut = false;

  constructor(capture: ContentCapture) {
    this.#capture = capture;
    this.#reader = new PartReader(capture);
  }

  /** Whether anything was cut or left out so far, for want of room. */
  get truncated(): boolean {
    return this.#cut || this.#reader.cut;
  }

  /** The system instructions and the messages of the body of a request. */
  request(body: object): RequestContent {
    const room = this.#room(MESSAGES_SHARE);
    const most = partsWithin(room);
    const system = readSystem(body, this.#reader, Math.ceil(most / 2));
    const messages = readMessages(body, this.#reader, Math.max(1, most - system.length));
    const instructions = system.length === 0 ? [] : [listFrame(system)];
    const inputs = messages.map(({ role, parts }) => messageFrame(role, parts));
    const { json, cut } = fitFrames([...instructions, ...inputs], room - 2);
    this.#cut ||= cut;
    return {
      systemInstructions: this.#charged(json.slice(0, instructions.length)[0]),
      inputMessages: this.#charged(listOfJson(json.slice(instructions.length))),
    };
  }

  /** The tool definitions of the body of a request. */
  tools(body: object): string | undefined {
    const room = this.#room(REQUEST_SHARE);
    const tools = readTools(body, this.#reader, partsWithin(room));
    if (tools.length === 0) return undefined;
    const whole = JSON.stringify(tools);
    if (byteLength(whole) <= room) return this.#charged(whole);
    this.#cut = true;
    const names: string[] = [];
    let bytes = 2;
    for (const tool of tools) {
      const name = JSON.stringify(nameOf(tool));
      bytes += byteLength(name) + 1;
      if (bytes > room) break;
      names.push(name);
    }
    return this.#charged(listOfJson(names));
  }

  /** The answer: its first parts. */
  answer({ parts, stopReason, cut }: Answer): string | undefined {
    const room = this.#room(1);
    const most = partsWithin(room);
    this.#cut ||= cut || parts.length > most;
    const written = parts.slice(0, most).flatMap((part, index) => {
      const redacted = this.#reader.redact(part);
      const isHalf = cut && index === parts.length - 1;
      return (isHalf && redacted ? this.#withoutOverhang(redacted) : redacted) ?? [];
    });
    const reason = stopReason === undefined ? 'error' : finishReasonOf(stopReason);
    const frame = messageFrame('assistant', written, reason);
    const fitted = fitFrames([frame], room - 2);
    this.#cut ||= fitted.cut;
    return this.#charged(listOfJson(fitted.json));
  }

  /** Where a text was cut before `redact` saw it, half a secret may stand at its end. */
  #withoutOverhang(part: ContentPart): ContentPart | undefined {
    if (this.#capture.redact === undefined) return part;
    const { content } = part;
    if (typeof content !== 'string') return undefined;
    return { ...part, content: startOf(content, content.length - OVERHANG) };
  }

  /** What is left of a share of all, in bytes. */
  #room(share: number): number {
    return Math.floor(this.#capture.maxBytes * share) - this.#used;
  }

  #charged(json: string | undefined): string | undefined {
    if (json !== undefined) this.#used += byteLength(json);
    return json;
  }
}

/** The JSON of a list of what is there; undefined when nothing is. */
function listOfJson(items: readonly (string | undefined)[]): string | undefined {
  const present = items.filter((item) => item !== undefined);
  return present.length === 0 ? undefined : `[${present.join(',')}]`;
}
