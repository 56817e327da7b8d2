// The first page: what is going on, what fires, what was sent, and which calls were retried.
import { renderAlerts } from './alerts.js';
import { show } from './element.js';
import { headline, renderSteps, steps } from './forecast.js';
import { renderMessages } from './messages.js';
import { poll } from './poll.js';
import { renderTraces } from './traces.js';

/** How many traces are listed here. */
const LISTED = 8;

const at = (id) => document.getElementById(id);

at('begin').addEventListener('click', async () => {
  at('begin').disabled = true;
  await fetch('/api/spike', { method: 'POST' });
});

poll(
  '/api/state',
  1_000,
  (state) => {
    show(at('headline'), headline(state), (text) => text);
    show(at('steps'), steps(state), renderSteps);
    show(at('alerts'), state.alerts, renderAlerts);
    show(at('messages'), state.messages, renderMessages);
    show(at('problems'), state.problems.join(' · '), (text) => text);
    at('begin').disabled = state.forecast.current !== undefined;
    const isFiring = state.alerts.some(
      ({ state, labels }) => state === 'firing' && labels.severity === 'page',
    );
    document.title = isFiring ? '● Page: Spanthropic stack' : 'Spanthropic stack';
  },
  () =>
    show(
      at('problems'),
      'The demo service does not answer: was the stack stopped?',
      (text) => text,
    ),
);
poll('/api/traces', 3_000, (traces) => show(at('traces'), traces.slice(0, LISTED), renderTraces));
