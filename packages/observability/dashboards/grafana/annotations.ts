import { AnnotationQueryBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { FIRING, started } from '../queries/processes.ts';
import { PROMETHEUS } from './sources.ts';

/** While an alert of ours fires. */
export const alerts = (): AnnotationQueryBuilder =>
  new AnnotationQueryBuilder()
    .name('Alerts')
    .datasource(PROMETHEUS)
    .enable(true)
    .iconColor('red')
    .expr(FIRING)
    .step('15s')
    .titleFormat('{{alertname}}')
    .textFormat('{{severity}} {{job}} {{gen_ai_request_model}}')
    .tagKeys('severity');

/**
 * When instances began. No label says that a release is another one: `spanthropic.version` is this
 * package's, and most services set no `service.version`. A deploy always starts processes, and so do
 * restarts and scaling out, which one wants to see as much.
 */
export const deploys = (): AnnotationQueryBuilder =>
  new AnnotationQueryBuilder()
    .name('Deploys and restarts')
    .datasource(PROMETHEUS)
    .enable(true)
    .iconColor('blue')
    .expr(started)
    .step('15s')
    .titleFormat('{{job}}: instances began');
