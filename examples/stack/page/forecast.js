import { element } from './element.js';
import { clock, secondsBetween, span } from './times.js';

/** Seconds that the story of a spike is shown after its end. */
const SHOWN_FOR = 60;

/** What is going on, in a sentence. */
export function headline({ forecast: { now, current, next } }) {
  if (current) {
    return `A spike is on since ${clock(current.begins)}: claude-opus-5-5 answers most attempts with 429.`;
  }
  const wait = span(secondsBetween(now, next.begins));
  return `No spike is on. The next one begins at ${clock(next.begins)}, in ${wait}.`;
}

/** The story of a spike, step by step: the one that is on, the last one while it is not over, or the next. */
export function steps({ forecast, messages }) {
  const { now } = forecast;
  const began = forecast.current ?? forecast.last;
  const resolved = began && messageOf(messages, began, 'resolved');
  const isToldOf = resolved !== undefined && secondsBetween(resolved.at, now) > SHOWN_FOR;
  const spike = began && !(isToldOf && !forecast.current) ? began : forecast.next;
  const page = messageOf(messages, spike, 'firing');
  const over = messageOf(messages, spike, 'resolved');
  const done = (time) => now >= time;
  return [
    step('The spike begins', clock(spike.begins), done(spike.begins)),
    page
      ? step('It became a page', `${clock(page.at)}, ${after(spike, page.at)}`, true)
      : step('It becomes a page', `by ${clock(spike.pageBy)}`, false),
    step(
      done(spike.ends) ? 'The spike is over' : 'The spike ends',
      clock(spike.ends),
      done(spike.ends),
    ),
    over
      ? step('Resolved', `${clock(over.at)}, ${after(spike, over.at)}`, true)
      : step('Resolved, 10 min later', `by ${clock(spike.overBy)}`, false),
  ];
}

function after(spike, time) {
  return `${span(secondsBetween(spike.begins, time))} after it began`;
}

/** The first message on a page that came since a spike began. */
function messageOf(messages, spike, status) {
  return messages.findLast(
    (message) =>
      message.receiver === 'pages' && message.status === status && message.at > spike.begins,
  );
}

function step(title, time, isDone) {
  return { title, time, isDone };
}

export function renderSteps(all) {
  const current = all.findIndex(({ isDone }) => !isDone);
  return all.map(({ title, time, isDone }, index) =>
    element(
      'li',
      { className: isDone ? 'done' : index === current ? 'next' : '' },
      element('strong', {}, title),
      element('span', {}, time),
    ),
  );
}
