// What a service cannot be made to do in seconds, and that the oldest Prometheus reads every query too.
import { spawnSync } from 'node:child_process';
import { type ProgramName, program } from 'backends/programs';
import { temporaryFolder } from 'backends/temporary-folder';
import { describe, expect, test } from 'vitest';
import { askedBy, asSent, BOARDS } from '../../packages/observability/test/support/dashboards.ts';

const PROMTOOLS = ['promtool', 'promtool-2.42'] as const satisfies readonly ProgramName[];
const asked = [...BOARDS.values()].flatMap(askedBy);

async function promtool(
  name: ProgramName,
  command: 'check' | 'test',
  files: Readonly<Record<string, unknown>>,
  file: string,
): Promise<{ readonly status: number | null; readonly output: string }> {
  const texts = Object.entries(files).map(([path, content]) => [path, JSON.stringify(content)]);
  await using folder = await temporaryFolder(Object.fromEntries(texts));
  const { status, stdout, stderr } = spawnSync(program(name), [command, 'rules', file], {
    cwd: folder.path,
    encoding: 'utf8',
  });
  return { status, output: `${stdout}${stderr}` };
}

/** The queries as recording rules, which is where promtool takes queries from. */
const rulesOf = (exprs: readonly string[]) => ({
  groups: exprs.map((expr, index) => ({
    name: `query-${index}`,
    rules: [{ record: `asked_${index}`, expr }],
  })),
});

describe.each(PROMTOOLS)('%s', (name) => {
  test('reads every query', async () => {
    const rules = rulesOf(asked.map(({ expr }) => asSent(expr)));
    const { status, output } = await promtool(name, 'check', { 'rules.yml': rules }, 'rules.yml');
    expect(output).toContain(`${asked.length} rules found`);
    expect(status, output).toBe(0);
  });

  test('does not read a query with a variable that Grafana would not know', async () => {
    const rules = rulesOf([asSent('rate(spanthropic_calls_total[$window])')]);
    const { status } = await promtool(name, 'check', { 'rules.yml': rules }, 'rules.yml');
    expect(status).not.toBe(0);
  });

  test.each(cases())('$shows', async ({ query, series, at, answer }) => {
    const { expr = '' } = asked.find(({ where }) => where === query) ?? {};
    expect(expr).not.toBe('');
    const tested = (samples: readonly object[]) => ({
      evaluation_interval: '15s',
      tests: [
        {
          interval: '15s',
          input_series: Object.entries(series).map(([of, values]) => ({ series: of, values })),
          promql_expr_test: [
            {
              // Sums of seconds end in many digits.
              expr: `round(${asSent(expr, { rate: '2m', range: '10m' })}, 0.001)`,
              eval_time: at,
              exp_samples: samples,
            },
          ],
        },
      ],
    });
    const samples = Object.entries(answer).map(([labels, value]) => ({ labels, value }));
    const { status, output } = await promtool(
      name,
      'test',
      { 'test.yml': tested(samples) },
      'test.yml',
    );
    expect(status, output).toBe(0);
    const wrong = samples.map(({ labels, value }) => ({ labels, value: value + 1 }));
    const control = await promtool(
      name,
      'test',
      { 'test.yml': tested(wrong.length > 0 ? wrong : [{ labels: '{}', value: 1 }]) },
      'test.yml',
    );
    expect(control.status).not.toBe(0);
  });
});

interface Case {
  readonly shows: string;
  /** As {@link askedBy} names it. */
  readonly query: string;
  /** In promtool's notation, a sample every 15 s. */
  readonly series: Readonly<Record<string, string>>;
  readonly at: string;
  readonly answer: Readonly<Record<string, number>>;
}

function cases(): Case[] {
  const began = 'claude-calls: Deploys and restarts';
  const clients = (instance: string) => `spanthropic_clients{job="api", instance="${instance}"}`;
  const attempts = (instance: string) =>
    `spanthropic_attempts_total{job="api", instance="${instance}"}`;
  const steady = { [clients('a')]: '1x120', [attempts('a')]: '0+1x120' };
  const ended = (end: string) =>
    `spanthropic_stream_duration_count{job="api", spanthropic_stream_end="${end}"}`;
  const byDefault = (instance: string, type: string) =>
    `gen_ai_client_token_usage_sum{job="api", instance="${instance}", gen_ai_token_type="${type}"}`;
  const newest = (instance: string, type: string) =>
    `gen_ai_client_inference_usage_${type}_tokens_total{job="api", instance="${instance}"}`;
  const input = 'claude-calls: How many tokens are used? A';
  return [
    {
      shows: 'no deploy of a service that just runs',
      query: began,
      series: steady,
      at: '20m',
      answer: {},
    },
    {
      shows: 'no deploy where a scrape failed',
      query: began,
      series: { [clients('a')]: '1x60 stale _x19 1x40', [attempts('a')]: '0+1x60 _x20 61+1x40' },
      at: '20m15s',
      answer: {},
    },
    {
      shows: 'a deploy of two new instances beside one that runs',
      query: began,
      series: { ...steady, [clients('b')]: '_x80 1x40', [clients('c')]: '_x80 1x40' },
      at: '20m30s',
      answer: { '{job="api"}': 2 },
    },
    {
      shows: 'no deploy a minute later',
      query: began,
      series: { ...steady, [clients('b')]: '_x80 1x40' },
      at: '21m30s',
      answer: {},
    },
    {
      shows: 'a restart in place by counts that fall',
      query: began,
      series: { [clients('a')]: '1x120', [attempts('a')]: '0+1x80 0+1x40' },
      at: '20m30s',
      answer: { '{job="api"}': 1 },
    },
    {
      shows: 'a stream that ended in a way that none had before',
      query: 'claude-streams: How many ended in which way? A',
      series: { [ended('completed')]: '100x120', [ended('truncated')]: '_x100 1x20' },
      at: '28m',
      answer: {
        '{spanthropic_stream_end="completed"}': 0,
        '{spanthropic_stream_end="truncated"}': 1,
      },
    },
    {
      shows: 'nothing that ended in a gap of scrapes before the time range',
      query: 'claude-streams: How many ended in which way? A',
      series: { [ended('completed')]: '100x60 stale _x29 100x40' },
      at: '31m',
      answer: { '{spanthropic_stream_end="completed"}': 0 },
    },
    {
      shows: 'tokens under the newest names of the conventions',
      query: input,
      series: { [newest('a', 'input')]: '0+30x120' },
      at: '20m',
      answer: { '{}': 120 },
    },
    {
      shows: 'tokens of services with different names, and those with both only once',
      query: input,
      series: {
        [byDefault('a', 'input')]: '0+30x120',
        [newest('b', 'input')]: '0+30x120',
        [byDefault('c', 'input')]: '0+30x120',
        [newest('c', 'input')]: '0+30x120',
      },
      at: '20m',
      answer: { '{}': 360 },
    },
  ];
}
