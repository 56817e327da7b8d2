/**
 * Mistakes that no scenario shows yet, by their names. Each is a gap in what is measured, not in the rules: most are
 * second conditions of which the first alone keeps all scenarios right, or counts of a series' first seconds.
 */
export const UNSHOWN: ReadonlySet<string> = new Set<string>([]);
