/** The JSON that a GET is answered with; an error names the URL, the status and the body. */
export async function getJson<T>(url: URL | string): Promise<T> {
  const response = await fetch(url);
  const text = await response.text();
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}
