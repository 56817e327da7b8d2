import type { OutputStream } from '../../src/index.ts';

/** An output stream that keeps what is written. */
export class Paper implements OutputStream {
  text = '';
  columns: number | undefined;
  isTTY: boolean;

  constructor({ columns, isTTY = false }: { columns?: number; isTTY?: boolean } = {}) {
    this.columns = columns;
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }
}
