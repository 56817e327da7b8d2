/** Seconds, for a person to read: `40 ms`, `4.2 s`, `2 min 5 s`, `3 h 20 min`, `2 d 4 h`. */
export function inWords(seconds: number): string {
  if (seconds < 0.9995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [minute, hour, day] = [60, 3600, 86_400];
  if (whole < hour) return both(whole, minute, 'min', 1, 's');
  if (whole < day) return both(whole, hour, 'h', minute, 'min');
  return both(whole, day, 'd', hour, 'h');
}

function both(seconds: number, large: number, name: string, small: number, rest: string): string {
  const left = Math.floor((seconds % large) / small);
  const most = `${Math.floor(seconds / large)} ${name}`;
  return left === 0 ? most : `${most} ${left} ${rest}`;
}
