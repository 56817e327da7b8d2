/** `9 204`, as the drawings have it. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ' ');
}

/** `1 call`, `12 calls`. */
export function countOf(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `0.28 s`, or a dash where there is none. */
export function seconds(value: number | undefined, digits = 2): string {
  return value === undefined ? '-' : `${value.toFixed(digits)} s`;
}

/** `99.5 %` of 0.9959: only what is whole is 100 %. */
export function percent(share: number, digits = 0): string {
  const scale = 10 ** digits;
  return `${(Math.floor(share * 100 * scale) / scale).toFixed(digits)} %`;
}
