/** Something that the user of the command can put right: said without a stack. */
export class Failure extends Error {
  override name = 'Failure' as const;
  /** 2 for a wrong use of the command, 1 for all else. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What went wrong, in words, from an error of Node.js. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
