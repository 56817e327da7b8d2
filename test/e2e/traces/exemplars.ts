import type { Prometheus } from 'backends/prometheus';

/** The trace ids that the series of a metric have as exemplars, of the last five minutes. */
export async function exemplars(
  prometheus: Prometheus,
  metric: string,
): Promise<readonly string[]> {
  const now = Date.now() / 1_000;
  const query = new URLSearchParams({ query: metric, start: `${now - 300}`, end: `${now + 1}` });
  const series = await prometheus.api<
    readonly { readonly exemplars: readonly { readonly labels: { readonly trace_id: string } }[] }[]
  >(`query_exemplars?${query}`);
  return series.flatMap((one) => one.exemplars.map(({ labels }) => labels.trace_id));
}
