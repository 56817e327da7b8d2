// One trace, drawn.
import { element, show } from './element.js';
import { poll } from './poll.js';
import { renderWaterfall } from './waterfall.js';

const id = location.pathname.split('/').at(-1);
const place = document.getElementById('trace');

// Spans come as they end, so more may follow.
poll(
  `/api/trace/${id}`,
  3_000,
  (trace) => show(place, trace, render),
  () => {
    if (place.childElementCount === 0)
      show(place, id, () => `Jaeger has no trace ${id}, or not yet.`);
  },
);

function render({ id, start, duration, summary, rows }) {
  return [
    element('h1', {}, summary ? titleOf(summary) : 'A call that has not ended'),
    element(
      'p',
      { className: 'soft' },
      `trace ${id} · ${new Date(start).toISOString().slice(0, 19).replace('T', ' ')} UTC`,
    ),
    renderWaterfall(rows, duration),
  ];
}

function titleOf({ route, model, outcome, attempts, asleep, duration }) {
  const how = attempts.length === 1 ? 'one attempt' : `${attempts.length} attempts`;
  const sleep = asleep > 0 ? `, ${asleep.toFixed(1)} s of it asleep` : '';
  return `${route || model}: ${outcome} after ${how}, in ${duration.toFixed(1)} s${sleep}`;
}
