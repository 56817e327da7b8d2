/** OpenTelemetry's time in JavaScript: whole seconds since the Unix epoch, and nanoseconds. */
export type HrTime = readonly [seconds: number, nanoseconds: number];

/** A current time has 61 bits: as one number it would lose its last digits. */
export function fromHrTime([seconds, nanoseconds]: HrTime): bigint {
  return BigInt(Math.trunc(seconds)) * 1_000_000_000n + BigInt(Math.trunc(nanoseconds));
}

/** OTLP JSON writes 64-bit integers as strings, and allows numbers; undefined when it is neither. */
export function fromInt64(value: unknown): bigint | undefined {
  if (typeof value === 'string' && /^\d{1,20}$/.test(value)) return BigInt(value);
  if (typeof value === 'number' && value >= 0 && value < 2 ** 64) return BigInt(Math.trunc(value));
  return undefined;
}
