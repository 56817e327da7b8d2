import { DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import { put } from './put.ts';

/** Every dashboard of ours has it. */
export const TAG = 'claude';

/** To the other dashboards, with the time and what is chosen. */
export const toDashboards = (): DashboardLinkBuilder =>
  new DashboardLinkBuilder('Claude')
    .type(DashboardLinkType.Dashboards)
    .tags([TAG])
    .includeVars(true)
    .keepTime(true);

const JAEGER = put('jaeger:raw');

/** To Jaeger, as it opens. */
export const toJaeger = (): DashboardLinkBuilder =>
  link('Jaeger', `${JAEGER}/search`).tooltip('Traces of every call, with each attempt in it');

/** A value of a label of the series that was clicked. */
export const ofSeries = (label: string): string => put(`__field.labels.${label}:percentencode`);

/**
 * From a series to the traces behind it: Jaeger's search, in the time range, of the series' job, for spans
 * with `tags`. A value may come from the series, by {@link ofSeries}.
 */
export function toTraces(
  title: string,
  tags: Readonly<Record<string, string>>,
): DashboardLinkBuilder {
  const pairs = Object.entries(tags).map(([tag, value]) => `"${tag}":"${value}"`);
  const query = [
    'lookback=custom',
    'limit=50',
    // Grafana's milliseconds as Jaeger's microseconds.
    `start=${put('__from')}000`,
    `end=${put('__to')}000`,
    `service=${ofSeries('job')}`,
    `tags=${percentEncoded(`{${pairs.join(',')}}`)}`,
  ];
  return link(title, `${JAEGER}/search?${query.join('&')}`);
}

const link = (title: string, url: string): DashboardLinkBuilder =>
  new DashboardLinkBuilder(title).type(DashboardLinkType.Link).url(url).targetBlank(true);

/** As a value of a URL's query, but for what Grafana puts in itself. */
const percentEncoded = (text: string): string =>
  text
    .split(/(\$\{[^}]*\})/)
    .map((part, index) => (index % 2 === 1 ? part : encodeURIComponent(part)))
    .join('');
