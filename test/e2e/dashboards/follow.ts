import type { Jaeger } from 'backends/jaeger';
import type { Prometheus } from 'backends/prometheus';

/** What Grafana puts into a link, from the series that was clicked and the time range that is looked at. */
export interface Clicked {
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds. */
  readonly from: number;
  readonly to: number;
}

/** How many traces Jaeger's own page finds where a link leads to. */
export async function tracesBehind(jaeger: Jaeger, url: string, clicked: Clicked): Promise<number> {
  const page = new URL(filled(url, jaeger, clicked));
  if (page.origin !== jaeger.url || page.pathname !== '/search')
    throw new Error(`not Jaeger: ${page}`);
  // What the page asks for, by the same parameters.
  const response = await fetch(`${jaeger.url}/api/traces${page.search}`);
  if (!response.ok) throw new Error(`${page}: ${response.status} ${await response.text()}`);
  const { data }: { data: readonly unknown[] } = JSON.parse(await response.text());
  return data.length;
}

function filled(url: string, jaeger: Jaeger, { labels, from, to }: Clicked): string {
  return url.replaceAll(/\$\{([^}]+)\}/g, (found, expression: string) => {
    const [, label] = /^__field\.labels\.(\w+):percentencode$/.exec(expression) ?? [];
    if (label !== undefined) return encodeURIComponent(labels[label] ?? '');
    const values: Readonly<Record<string, string>> = {
      'jaeger:raw': jaeger.url,
      __from: String(Math.floor(from * 1000)),
      __to: String(Math.ceil(to * 1000)),
    };
    return values[expression] ?? found;
  });
}

interface WithExemplars {
  readonly exemplars: readonly { readonly labels: { readonly trace_id: string } }[];
}

/** The traces that the dots of a panel lead to. */
export async function exemplarsOf(
  prometheus: Prometheus,
  query: string,
  { from, to }: Omit<Clicked, 'labels'>,
): Promise<readonly string[]> {
  const search = new URLSearchParams({ query, start: String(from), end: String(to) });
  const series = await prometheus.api<readonly WithExemplars[]>(`query_exemplars?${search}`);
  return series.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id));
}
