import { element, link } from './element.js';
import { clock } from './times.js';

/** What the webhook got, the newest first. */
export function renderMessages(messages) {
  if (messages.length === 0) {
    return element(
      'p',
      { className: 'soft' },
      'None yet. What Alertmanager sends to people is sent here.',
    );
  }
  return element('ol', { className: 'messages', reversed: true }, messages.map(renderMessage));
}

function renderMessage({ at, receiver, status, alerts }) {
  const kind = receiver === 'pages' ? 'page' : 'ticket';
  return element(
    'li',
    { className: `message ${kind} ${status}` },
    element('time', { dateTime: at }, clock(at)),
    element('span', { className: 'tag' }, status === 'resolved' ? `${kind}: resolved` : kind),
    element('span', {}, alerts.map(renderAlert)),
  );
}

function renderAlert({ labels, annotations }) {
  return element(
    'span',
    { className: 'said' },
    annotations.summary ?? labels.alertname,
    ' ',
    annotations.runbook_url && link('runbook', annotations.runbook_url),
  );
}
