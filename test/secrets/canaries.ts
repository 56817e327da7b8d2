/** In every canary, and nowhere else: no file and no identifier is named so. */
const MARK = 'canarybird';

/** Every canary, each named after the place where it is planted. */
export const planted: Set<string> = new Set();

/** Those of them that leave by no option: what is neither said to the model nor by it. */
export const secrets: Set<string> = new Set();

/** A text for one place, to be told by it. It may be content, which is captured where one asks for it. */
export function canary(place: string): string {
  const text = `${MARK}-${place}`;
  planted.add(text);
  return text;
}

/** As {@link canary}, of what is never recorded. */
export function secret(place: string): string {
  const text = canary(place);
  secrets.add(text);
  return text;
}

/** A text full of the same canary: wherever it is cut, some of it is left. */
export function longCanary(place: string): string {
  return full(canary(place));
}

/** As {@link longCanary}, of what is never recorded. */
export function longSecret(place: string): string {
  return full(secret(place));
}

function full(text: string): string {
  return Array.from({ length: 50 }, () => text).join(' ');
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
