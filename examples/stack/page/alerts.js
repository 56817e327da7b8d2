import { element, link } from './element.js';
import { clock } from './times.js';

/** What is pending or firing. */
export function renderAlerts(alerts) {
  if (alerts.length === 0) return element('p', { className: 'soft' }, 'None is pending or firing.');
  return alerts.map(renderAlert);
}

function renderAlert({ labels, annotations, state, since, inhibitedBy, isTold, trace }) {
  const isQuiet = state === 'pending' || inhibitedBy.length > 0;
  return element(
    'article',
    { className: `alert ${labels.severity} ${isQuiet ? 'quiet' : ''}` },
    element(
      'header',
      { className: 'top' },
      element('span', { className: 'tag' }, labels.severity ?? 'alert'),
      element('h3', {}, labels.alertname),
      element(
        'span',
        { className: 'soft' },
        `${state} since ${clock(since)}${told(inhibitedBy, isTold)}`,
      ),
    ),
    element('p', { className: 'summary' }, annotations.summary ?? ''),
    element('p', { className: 'soft' }, annotations.description ?? ''),
    element(
      'p',
      { className: 'actions' },
      trace && link('The trace behind it', `/trace/${trace}`, 'button main'),
      annotations.runbook_url && link('Runbook', annotations.runbook_url, 'button'),
      annotations.dashboard_url && link('Dashboard', annotations.dashboard_url, 'button'),
    ),
  );
}

function told(inhibitedBy, isTold) {
  if (inhibitedBy.length > 0)
    return ` · nobody is told: ${[...new Set(inhibitedBy)].join(', ')} says it`;
  return isTold ? ' · sent to the webhook' : '';
}
