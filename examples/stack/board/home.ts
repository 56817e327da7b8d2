import type { Links } from '../settings.ts';
import { type Html, html, page } from './html.ts';

/** The first page, which ../page/board.js fills. */
export function home(links: Links): string {
  const main = html`<h1>The Spanthropic stack</h1>
    <p class="soft">
      A service that calls Claude, under steady traffic, runs into its rate limit by a schedule. Its telemetry goes to a
      real Prometheus and a real Jaeger; Alertmanager sends what fires to this page.
    </p>
    <section id="now" aria-live="polite">
      <header class="top">
        <p id="headline">...</p>
        <button id="begin" type="button">Begin a spike now</button>
      </header>
      <ol id="steps"></ol>
    </section>
    <p id="problems" role="status"></p>
    <section class="others">
      ${other('Grafana', links.grafana, 'dashboards', 'not part of this: the values of its dashboards')}
      ${other('Prometheus', links.prometheus, 'metrics and rules', 'built without pages: asked from here')}
      ${other('Alertmanager', links.alertmanager, 'who is told, silences')}
      ${other('Jaeger', links.jaeger, 'traces', 'built without pages: its traces, drawn here')}
    </section>
    <h2>Alerts</h2>
    <section id="alerts"></section>
    <h2>What the webhook got</h2>
    <section id="messages"></section>
    <h2>Calls that were retried</h2>
    <section id="traces"></section>
    <p class="soft">Each leads to its trace; <a href="/search">more of them</a>.</p>`;
  return page('Spanthropic stack', main, 'board.js');
}

/** A backend; where a page of this service stands in for one of its own, `here` says so. */
function other(name: string, link: string, what: string, here = what): Html {
  return html`<a href="${link}">${name}<span>${link.startsWith('/') ? here : what}</span></a>`;
}

/** A list of traces, which ../page/search.js fills. */
export function search(): string {
  const main = html`<h1>Traces</h1>
    <p class="soft">
      Of the last quarter of an hour, the newest first, as Jaeger finds them by attributes of one span.
    </p>
    <p class="actions">${SEARCHES.map(
      ([title, tags]) =>
        html`<a class="button" href="/search?${new URLSearchParams({ tags: JSON.stringify(tags) }).toString()}">${title}</a>`,
    )}</p>
    <section id="traces"></section>`;
  return page('Traces', main, 'search.js');
}

const SEARCHES = [
  ['Retried', { 'spanthropic.retried': 'true' }],
  ['Rate limited at the end', { 'spanthropic.call.outcome': 'rate_limited' }],
  ['An attempt met 429', { 'spanthropic.attempt.outcome': 'rate_limited' }],
  ['An attempt met 529', { 'spanthropic.attempt.outcome': 'overloaded' }],
  ['All that went well', { 'spanthropic.call.outcome': 'ok' }],
] as const;
