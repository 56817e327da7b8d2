/** Something that the user of the command can put right: said in one line, without a stack. */
export class Failure extends Error {
  override name = 'Failure' as const;
  /** 2 for a wrong use of the command, 1 for all else. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What went wrong, from an error of Node.js; `fetch` has the reason in the cause. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  // The file system's messages end with the call and the path, which the reader knows.
  return error.message.replace(/, \w+( '.*')?$/s, '') || code;
}
