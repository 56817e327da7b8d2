/** Something that whoever typed the command can put right; its message fits on one line. */
export class CommandError extends Error {
  override name = 'CommandError' as const;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
