import {
  ConstantVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PROMETHEUS } from './sources.ts';

/** Where Jaeger's own pages are. `init --jaeger-url` writes another one here. */
const JAEGER_URL = 'http://localhost:16686';

/** Which Prometheus. */
export const datasource = (): DatasourceVariableBuilder =>
  new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus');

/** Jaeger's address, for links. */
export const jaeger = (): ConstantVariableBuilder =>
  new ConstantVariableBuilder('jaeger').label('Jaeger').value(JAEGER_URL);

export const job = (): QueryVariableBuilder =>
  choice('job', 'Job', 'label_values(spanthropic_clients, job)');

export const model = (): QueryVariableBuilder =>
  choice(
    'model',
    'Model',
    'label_values(spanthropic_calls_total{job=~"$job"}, gen_ai_request_model)',
  );

export const route = (): QueryVariableBuilder =>
  choice('route', 'Route', 'label_values(spanthropic_calls_total{job=~"$job"}, http_route)');

/** Any number of a label's values; "All" is `.*`, so that series without the label are in it. */
const choice = (name: string, label: string, query: string): QueryVariableBuilder =>
  new QueryVariableBuilder(name)
    .label(label)
    .datasource(PROMETHEUS)
    // As Grafana's own editor writes it: 1 is for the values of a label.
    .query({ qryType: 1, query, refId: 'PrometheusVariableQueryEditor-VariableQuery' })
    .definition(query)
    .multi(true)
    .includeAll(true)
    .allValue('.*')
    .current({ selected: true, text: ['All'], value: ['$__all'] })
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
