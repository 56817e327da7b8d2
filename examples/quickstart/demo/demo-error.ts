/** Ends the demo with one line, and an exit code. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
  readonly exitCode: number;

  constructor(message: string, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
