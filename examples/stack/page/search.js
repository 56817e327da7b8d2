// A list of traces, as found by attributes.
import { show } from './element.js';
import { poll } from './poll.js';
import { renderTraces } from './traces.js';

const { searchParams } = new URL(location.href);
const tags = searchParams.get('tags');
const url = tags === null ? '/api/traces' : `/api/traces?${new URLSearchParams({ tags })}`;
const list = document.getElementById('traces');
poll(
  url,
  3_000,
  (traces) => show(list, traces, renderTraces),
  ({ message }) => show(list, message, (text) => text),
);
