import { element } from './element.js';

const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 60_000, 300_000,
];

/** The spans of a trace as bars on one time axis. Times are in milliseconds. */
export function renderWaterfall(rows, duration) {
  const whole = Math.max(duration, 1);
  return element(
    'div',
    { className: 'waterfall' },
    element('div', { className: 'axis' }, element('span'), element('span'), renderRuler(whole)),
    rows.map((row) => renderRow(row, whole)),
    element('p', { className: 'legend' }, LEGEND.map(renderKey)),
  );
}

const LEGEND = [
  ['failed', 'failed attempt'],
  ['backoff', 'asleep before a retry'],
  ['waiting', 'waiting for the answer'],
  ['reading', 'reading it as a stream'],
  ['call', 'the call, and the request that it is part of'],
];

function renderKey([kind, meaning]) {
  return element('span', {}, element('i', { className: kind }), meaning);
}

function renderRuler(whole) {
  const step = STEPS.find((each) => whole / each <= 8) ?? whole;
  const marks = Array.from({ length: Math.floor(whole / step) + 1 }, (_, index) => index * step);
  return element(
    'span',
    { className: 'track' },
    marks.map((mark) => place(element('i', { className: 'mark' }, inShort(mark)), mark, 0, whole)),
  );
}

function renderRow(
  { kind, label, depth, start, duration, firstToken, failed, note, attributes },
  whole,
) {
  const bars = barsOf(kind, start, duration, firstToken, failed).map(([className, from, length]) =>
    place(element('i', { className: `bar ${className}` }), from, length, whole),
  );
  const name = element('span', { className: 'label' }, label);
  name.style.paddingInlineStart = `${depth * 1.1}rem`;
  return element(
    'details',
    { className: `row ${kind} ${failed ? 'is-failed' : ''}` },
    element(
      'summary',
      {},
      name,
      element('span', { className: 'length' }, inShort(duration)),
      element('span', { className: 'track' }, bars),
      element('span', { className: 'note' }, note),
    ),
    element(
      'dl',
      {},
      attributes.map(([key, value]) =>
        element('div', {}, element('dt', {}, key), element('dd', {}, String(value))),
      ),
    ),
  );
}

/** What a bar is made of: an attempt waits for its first token, and then reads. */
function barsOf(kind, start, duration, firstToken, failed) {
  if (kind !== 'attempt') return [[kind, start, duration]];
  if (failed) return [['failed', start, duration]];
  if (firstToken === null) return [['waiting', start, duration]];
  return [
    ['waiting', start, firstToken],
    ['reading', start + firstToken, duration - firstToken],
  ];
}

function place(bar, start, duration, whole) {
  bar.style.left = `${(start / whole) * 100}%`;
  bar.style.width = `${(duration / whole) * 100}%`;
  return bar;
}

function inShort(milliseconds) {
  if (milliseconds === 0) return '0';
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1_000;
  return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(2)} s`;
}
