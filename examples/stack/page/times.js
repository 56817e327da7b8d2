/** The time of day, to the second. */
export function clock(iso) {
  return new Date(iso).toTimeString().slice(0, 8);
}

/** A number of seconds as people say it. */
export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 90) return `${whole} s`;
  return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export function secondsBetween(from, to) {
  return (Date.parse(to) - Date.parse(from)) / 1000;
}
