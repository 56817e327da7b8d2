/** All headers of an answer: the API's, and the script's own in `extra`. */
export type MakeHeaders = (
  status: number,
  contentType: string,
  extra?: Readonly<Record<string, string | null>>,
) => Record<string, string>;
