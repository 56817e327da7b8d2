import { styleText } from 'node:util';
import type { Environment } from './environment.ts';
import { wrap } from './wrap.ts';

/** Standard output, or what stands for it. */
export type Output = NodeJS.WritableStream & {
  readonly columns?: number;
  readonly isTTY?: boolean;
};

const columnsOfNoTerminal = 100;
/** Of one that does not say its width: a line that is rewritten must not be broken. */
const columnsAtLeast = 80;

/** Back to the line's first column; and what stands from the cursor on is erased. */
const toStart = '\r';
const eraseRest = '\u001b[K';

/** Where the demo writes: a terminal or not, of any width. */
export class Page {
  readonly stream: Output;
  /** Whether a line can be rewritten: where a person looks at a terminal, not in a file, a pipe or the log of a CI. */
  readonly isLive: boolean;
  /** What stands in the line that is rewritten; nothing while there is none. */
  #rewritten = '';

  constructor(stream: Output, env: Environment = {}) {
    this.stream = stream;
    this.isLive = stream.isTTY === true && env.TERM !== 'dumb' && !env.CI;
  }

  /** Columns. Pseudo-terminals that know no size say 0. */
  get width(): number {
    return this.stream.columns || columnsOfNoTerminal;
  }

  /** Writes a paragraph, in as many lines as it needs. */
  say(text: string): void {
    for (const line of wrap(text, this.width)) this.line(line);
  }

  /** The same in bold, where the terminal has it. */
  title(text: string): void {
    for (const line of wrap(text, this.width)) {
      this.line(styleText('bold', line, { stream: this.stream }));
    }
  }

  /** Writes a line as it is. */
  line(text = ''): void {
    this.stream.write(`${text}\n`);
  }

  /** The same in faint letters, where the terminal has them. */
  aside(text: string): void {
    this.line(this.#faint(text));
  }

  /** Columns of a line that is rewritten; in the last one some terminals go on to the next line. */
  get liveWidth(): number {
    return (this.stream.columns || columnsAtLeast) - 1;
  }

  /** Writes a line in the place of the one that was written so before. Only where the page is live. */
  rewrite(text: string): void {
    if (text === this.#rewritten) return;
    this.stream.write(`${toStart}${this.#faint(text)}${eraseRest}`);
    this.#rewritten = text;
  }

  /** Takes away the line that was rewritten, if there is one. */
  clear(): void {
    if (this.#rewritten !== '') this.stream.write(`${toStart}${eraseRest}`);
    this.#rewritten = '';
  }

  #faint(text: string): string {
    return styleText('dim', text, { stream: this.stream });
  }
}
