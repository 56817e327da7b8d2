import { numbers } from '../grafana/panels.ts';
import { table } from '../grafana/table.ts';
import * as processes from '../queries/processes.ts';

export const firing = table({
  question: 'Which alerts fire?',
  reading: 'Now. Each has a runbook.',
  columns: [{ expr: processes.firing, legend: 'firing', unit: 'short' }],
  labels: { alertname: 'alert', severity: 'severity', job: 'job', gen_ai_request_model: 'model' },
  none: 'None',
  width: 8,
  height: 7,
});

export const telemetry = numbers({
  question: 'Can these numbers be trusted?',
  reading:
    'In this time range: failures of the telemetry itself, and calls whose model or attributes were folded into `_OTHER`.',
  unit: 'short',
  queries: [
    {
      expr: processes.telemetryErrors,
      legend: '{{job}}: errors, {{spanthropic_telemetry_component}}',
    },
    {
      expr: processes.telemetryOverflow,
      legend: '{{job}}: folded, {{spanthropic_telemetry_component}}',
    },
  ],
  thresholds: [{ value: null, color: 'orange' }],
  none: 'Yes: nothing was left out',
  width: 8,
  height: 7,
});

export const clients = table({
  question: 'Who is watched?',
  reading: 'Instrumented clients of each job: a job that is missing here says nothing at all.',
  columns: [{ expr: processes.clients, legend: 'clients', unit: 'short' }],
  labels: { job: 'job', spanthropic_version: 'spanthropic', anthropic_sdk_version: 'SDK' },
  none: 'Nobody',
  width: 8,
  height: 7,
});
