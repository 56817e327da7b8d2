/** What Grafana puts in its place: a variable, or a field of what was clicked, `:format` behind it. */
export const put = (expression: string): string => `\${${expression}}`;
