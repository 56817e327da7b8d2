/** In every canary, and nowhere else: no file and no identifier is named so. */
const MARK = 'canarybird';

/** Every canary, each named after the place where it is planted. */
export const planted: Set<string> = new Set();

/** A secret for one place. */
export function canary(place: string): string {
  const text = `${MARK}-${place}`;
  planted.add(text);
  return text;
}

/** A text full of the same secret: wherever it is cut, some of it is left. */
export function longCanary(place: string): string {
  return Array.from({ length: 50 }, () => canary(place)).join(' ');
}

/** The name of the canary that begins a text; of one that was cut, what is left. */
function named(text: string): string {
  const whole = [...planted].filter((each) => text.startsWith(each));
  return whole.sort((a, b) => b.length - a.length)[0] ?? text;
}

/** The canaries in a text, each once. */
export function canariesOf(text: string): Set<string> {
  const found = text.toLowerCase().matchAll(new RegExp(`${MARK}[a-z0-9-]*`, 'g'));
  return new Set([...found].map(([match]) => named(match)));
}
