/** The version that a program's output names first, such as `2.42.0`. */
export function versionIn(output: string): string | undefined {
  return /(?:version |gitVersion":"|\bgo)v?(\d+\.\d+(?:\.\d+)?)/.exec(output)?.[1];
}

/** Whether a version is at least the first of two, and below the second. */
export function fits(
  version: string | undefined,
  [from, below]: readonly [from: string, below: string],
): boolean {
  return version !== undefined && compare(version, from) >= 0 && compare(version, below) < 0;
}

function compare(one: string, other: string): number {
  return one.localeCompare(other, 'en', { numeric: true });
}
