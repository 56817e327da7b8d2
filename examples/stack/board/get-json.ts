/** Milliseconds; a page that waits for longer is of no use. */
const PATIENCE = 5_000;

/**
 * What a backend's API answers.
 *
 * @throws Error that says which URL, and the status or what else went wrong
 */
export async function getJson(url: URL | string): Promise<unknown> {
  const response = await fetch(url, { signal: AbortSignal.timeout(PATIENCE) }).catch((error) => {
    throw new Error(`${new URL(url).origin} does not answer`, { cause: error });
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text.slice(0, 200)}`);
  return JSON.parse(text);
}
