import { parser } from '@prometheus-io/lezer-promql';
import { isMap, isScalar, parseDocument, visit } from 'yaml';

/**
 * How many times faster than in production the chain runs in tests: shipped rules need minutes to fire and ten to
 * be calm again. What is shipped is used as it is, but for its durations, each divided by this: windows, offsets,
 * `for`, `keep_firing_for`, intervals, Alertmanager's waits, and Prometheus's own. Scrapes and pushes at 15 s become
 * 0.75 s, which a busy machine still keeps up with. The traffic is this many times denser, too, since rules
 * compare counts with absolute numbers, and so are ages from which a call hangs.
 */
export const FASTER = 20;

const UNITS = { ms: 1, s: 1e3, m: 60e3, h: 3600e3, d: 86400e3, w: 604800e3, y: 31536000e3 };
const PARTS = /(\d+)(ms|[smhdwy])/g;

/** A duration as Prometheus writes them, divided; a bare number is seconds. */
export function faster(duration: string): string {
  return `${fasterMilliseconds(duration)}ms`;
}

/** As {@link faster}, for timers. */
export function fasterMilliseconds(duration: string): number {
  const parts = [...duration.matchAll(PARTS)];
  const whole = /^\d+$/.test(duration);
  if (!whole && parts.map(([part]) => part).join('') !== duration) {
    throw new TypeError(`This is no duration: ${duration}`);
  }
  const milliseconds = whole
    ? Number(duration) * 1e3
    : parts.reduce(
        (sum, [, count, unit]) => sum + Number(count) * UNITS[unit as keyof typeof UNITS],
        0,
      );
  return Math.round(milliseconds / FASTER);
}

/** Numbers that are seconds of a call's age, by the flags that set them. */
const AGES = /\d+(?= # --hang-(?:age|default|floor)\b)/g;

/** An expression with its windows, steps, offsets and ages divided. */
export function fasterQuery(query: string): string {
  let scaled = '';
  let copied = 0;
  parser.parse(query).iterate({
    enter({ name, from, to }) {
      if (name !== 'NumberDurationLiteralInDurationContext') return;
      scaled += query.slice(copied, from) + faster(query.slice(from, to));
      copied = to;
    },
  });
  return (scaled + query.slice(copied)).replaceAll(AGES, (age) => String(Number(age) / FASTER));
}

/** Keys of Prometheus's and Alertmanager's files that have a duration. */
const DURATIONS = new Set([
  'for',
  'keep_firing_for',
  'interval',
  'query_offset',
  'scrape_interval',
  'scrape_timeout',
  'evaluation_interval',
  'out_of_order_time_window',
  'group_wait',
  'group_interval',
  'repeat_interval',
  'resolve_timeout',
]);

/** A file of rules, or a configuration of Prometheus or Alertmanager, with all durations divided. */
export function fasterFile(text: string): string {
  const document = parseDocument(text);
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !isScalar(value)) return;
      const { value: written } = value;
      if (typeof written !== 'string') return;
      if (key.value === 'expr') value.value = fasterQuery(written);
      if (DURATIONS.has(String(key.value))) value.value = faster(written);
    },
  });
  if (!isMap(document.contents)) throw new TypeError('This file has nothing in it.');
  return document.toString({ lineWidth: 0 });
}

/** What Prometheus does every so often without its files saying so. */
export const FASTER_PROMETHEUS = [
  `--query.lookback-delta=${faster('5m')}`,
  `--rules.alert.resend-delay=${faster('1m')}`,
];
