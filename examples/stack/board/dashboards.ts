import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Html, html, page } from './html.ts';
import { type Dashboard, type Panel, readDashboard } from './panel.ts';
import type { Prometheus, Sample } from './prometheus.ts';
import { labelsInShort, quantity } from './quantity.ts';

/** What Grafana would put in, for the last quarter of an hour with metrics every 15 seconds. */
const BUILT_IN: Readonly<Record<string, string>> = {
  __rate_interval: '1m',
  __interval: '15s',
  __range: '15m',
};

/** Series that are shown of one query. */
const MOST = 12;

/** The dashboards of a folder without Grafana: what each panel's queries say now. */
export class Dashboards {
  readonly #folder: string;
  readonly #prometheus: Prometheus;

  constructor(folder: string, prometheus: Prometheus) {
    this.#folder = folder;
    this.#prometheus = prometheus;
  }

  async list(): Promise<string> {
    const items = (await this.#read()).map(
      ({ uid, title }) => html`<li><a href="/d/${uid}">${title}</a></li>`,
    );
    return page('Dashboards', html`<h1>Dashboards</h1><ul class="plain">${items}</ul>`);
  }

  /** Undefined where there is none with this uid. `variables` are as Grafana's links have them: `var-job`. */
  async page(uid: string, variables: URLSearchParams): Promise<string | undefined> {
    const dashboard = (await this.#read()).find((each) => each.uid === uid);
    if (dashboard === undefined) return undefined;
    const sections = await Promise.all(
      dashboard.panels.map((panel) => this.#panel(panel, variables)),
    );
    const rows = Map.groupBy(dashboard.panels.keys(), (at) => dashboard.panels[at]?.row ?? '');
    const main = html`<h1>${dashboard.title}</h1>
      <p class="soft">What each panel's queries say now; Grafana draws them over time. Reload for newer values.</p>
      ${[...rows].map(
        ([row, at]) =>
          html`<h2>${row}</h2><div class="panels">${at.map((each) => sections[each])}</div>`,
      )}`;
    return page(dashboard.title, main);
  }

  async #read(): Promise<Dashboard[]> {
    const names = (await readdir(this.#folder)).filter((name) => name.endsWith('.json')).sort();
    const texts = await Promise.all(
      names.map((name) => readFile(join(this.#folder, name), 'utf8')),
    );
    return texts.map(readDashboard);
  }

  async #panel(panel: Panel, variables: URLSearchParams): Promise<Html> {
    const lines = await Promise.all(
      panel.queries.map(async ({ expression, legend }) => {
        const filled = fill(expression, variables);
        const samples = await this.#prometheus.query(filled).catch((error: Error) => error.message);
        return samplesOf(samples, legend, panel.unit);
      }),
    );
    return html`<section class="panel">
      <h3>${panel.title}</h3>
      <p class="soft">${panel.description}</p>
      <dl>${lines}</dl>
    </section>`;
  }
}

function fill(expression: string, variables: URLSearchParams): string {
  return expression.replace(/\$\{?(\w+)(?::\w+)?\}?/g, (_, name: string) => {
    const builtIn = BUILT_IN[name];
    if (builtIn !== undefined) return builtIn;
    const values = variables.getAll(`var-${name}`).filter((value) => value !== '$__all');
    return values.length === 0 ? '.*' : values.map(quoteForRegExp).join('|');
  });
}

/** For a regular expression within a string of PromQL. */
function quoteForRegExp(value: string): string {
  return value.replace(/[\\^$.*+?()[\]{}|"]/g, (character) => `\\\\${character}`);
}

function samplesOf(samples: readonly Sample[] | string, legend: string, unit: string): Html[] {
  if (typeof samples === 'string') return [html`<div><dt>${samples}</dt></div>`];
  if (samples.length === 0)
    return [html`<div><dt class="soft">${legend || 'nothing'}</dt><dd>-</dd></div>`];
  return samples.slice(0, MOST).map(({ labels, value }) => {
    const filled = legend.replace(
      /\{\{\s*(\w+)\s*\}\}/g,
      (_, label: string) => labels[label] ?? '',
    );
    // A table's columns have names that are the same for all rows.
    const isSame = filled === legend && samples.length > 1;
    const name = isSame ? `${legend} ${labelsInShort(labels)}` : filled;
    return html`<div><dt>${name || labelsInShort(labels)}</dt><dd>${quantity(value, unit)}</dd></div>`;
  });
}
