import { element, link } from './element.js';
import { clock } from './times.js';

/** A list of calls, each a click away from its trace. */
export function renderTraces(traces) {
  if (traces.length === 0)
    return element('p', { className: 'soft' }, 'None in the last quarter of an hour.');
  const heads = ['began', 'route', 'model', 'attempts', 'asleep', 'took', 'ended'];
  return element(
    'div',
    { className: 'scroll' },
    element(
      'table',
      { className: 'traces' },
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          heads.map((head) => element('th', {}, head)),
        ),
      ),
      element('tbody', {}, traces.map(renderTrace)),
    ),
  );
}

function renderTrace({ id, at, route, model, attempts, asleep, duration, outcome }) {
  const cells = [
    link(clock(at), `/trace/${id}`),
    route,
    model,
    attempts.map((status) => element('span', { className: `status ${kindOf(status)}` }, status)),
    asleep > 0 ? `${asleep.toFixed(1)} s` : '-',
    `${duration.toFixed(1)} s`,
    element('span', { className: outcome === 'ok' ? '' : 'bad' }, outcome),
  ];
  return element(
    'tr',
    {},
    cells.map((cell) => element('td', {}, cell)),
  );
}

function kindOf(status) {
  return status.startsWith('2') ? 'good' : 'failed';
}
