import { type Html, html, page } from './html.ts';
import type { Prometheus, Sample } from './prometheus.ts';

const EXAMPLE =
  'sum by (job, spanthropic_attempt_outcome) (increase(spanthropic_attempts_total[5m])) > 0';

/** A query and its answer, for a Prometheus that has no page of its own. */
export async function explore(prometheus: Prometheus, expression: string): Promise<string> {
  const answer =
    expression === ''
      ? undefined
      : await prometheus.query(expression).then(tableOf, (error: Error) => {
          return html`<p class="bad">${error.message}</p>`;
        });
  const form = html`<h1>Explore</h1>
    <form class="explore" action="/explore">
      <textarea name="expr" rows="5" aria-label="Query" spellcheck="false">${expression || EXAMPLE}</textarea>
      <button type="submit">Run</button>
    </form>`;
  return page('Explore', html`${form}${answer}`);
}

function tableOf(samples: readonly Sample[]): Html {
  if (samples.length === 0)
    return html`<p class="soft">No series: nothing fits, or nothing was counted yet.</p>`;
  const names = [...new Set(samples.flatMap(({ labels }) => Object.keys(labels)))].sort();
  return html`<div class="scroll"><table>
    <thead><tr>${names.map((name) => html`<th>${name}</th>`)}<th class="number">value</th></tr></thead>
    <tbody>${samples.map(
      ({ labels, value }) => html`<tr>
        ${names.map((name) => html`<td>${labels[name]}</td>`)}<td class="number">${String(value)}</td>
      </tr>`,
    )}</tbody>
  </table></div>`;
}
