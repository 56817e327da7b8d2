import { styleText } from 'node:util';
import { wrap } from './wrap.ts';

/** Standard output, or what stands for it. */
export type Output = NodeJS.WritableStream & {
  readonly columns?: number;
  readonly isTTY?: boolean;
};

const columnsOfNoTerminal = 100;

/** Where the demo writes: a terminal or not, of any width. */
export class Page {
  readonly stream: Output;

  constructor(stream: Output) {
    this.stream = stream;
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
}
