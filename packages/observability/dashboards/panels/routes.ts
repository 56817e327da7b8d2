import { series } from '../grafana/panels.ts';
import * as limits from '../queries/limits.ts';
import { PER_MINUTE } from './units.ts';

export const attempts = series({
  question: 'Which route makes the requests?',
  reading:
    'Requests to Claude in each minute, retries included, by the route of your application that made them.',
  unit: PER_MINUTE,
  queries: [{ expr: limits.attemptsByRoute, legend: '{{http_route}}' }],
  stacked: true,
  none: 'No requests',
  width: 12,
});
