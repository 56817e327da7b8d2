import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { SETTINGS } from '../../packages/observability/src/settings/settings.ts';
import { mustPrint, read, writtenFolder } from './configs/written-folder.ts';

const TESTS = join(import.meta.dirname, '../../packages/observability/rules/tests');
const PROMTOOLS = ['promtool', 'promtool-2.42'] as const;
const AMTOOLS = ['amtool', 'amtool-0.25'] as const;

describe('Prometheus', () => {
  test.each([
    ['promtool', 'prometheus.yml'],
    ['promtool', 'prometheus-2.yml'],
    ['promtool-2.42', 'prometheus-2.yml'],
  ] as const)('%s takes %s with the rules that it leads to', async (promtool, file) => {
    const dir = await writtenFolder();
    const printed = await mustPrint(promtool, 'check', 'config', join(dir, 'stack', file));
    for (const rules of readdirSync(join(dir, 'rules')).filter((name) => name.endsWith('.yml'))) {
      expect(printed).toContain(rules);
    }
    expect(printed).toContain('rules found');
  });

  test('2.42 does not take the one for 3, so the other is needed', async () => {
    const dir = await writtenFolder();
    const file = join(dir, 'stack/prometheus.yml');
    await expect(mustPrint('promtool-2.42', 'check', 'config', file)).rejects.toThrow('otlp');
  });

  test('both files evaluate, scrape and alert alike', async () => {
    const dir = await writtenFolder();
    const { otlp, storage, ...scraping } = parse(read(dir, 'stack/prometheus.yml'));
    expect(parse(read(dir, 'stack/prometheus-2.yml'))).toEqual(scraping);
    expect({ otlp, storage }).not.toMatchObject({ otlp: undefined, storage: undefined });
  });

  test('lets collectors say whose series they are', async () => {
    const { scrape_configs: jobs } = parse(read(await writtenFolder(), 'stack/prometheus.yml'));
    for (const job of jobs) expect(job).toMatchObject({ honor_labels: true });
  });
});

describe.each(PROMTOOLS)('%s', (promtool) => {
  test.each(['default', 'min', 'max'] as const)(
    'takes rules with each threshold at its %s',
    async (bound) => {
      const flags = SETTINGS.flatMap((setting) => [
        `--${setting.flag}`,
        String(bound === 'default' ? setting.default : setting.unit[bound]),
      ]);
      const dir = await writtenFolder(...flags);
      await mustPrint(promtool, 'check', 'rules', ...filesIn(dir, 'rules'));
    },
  );
});

/** What an operator may choose who wants to be told sooner. */
const STRICTER = [
  ...['--objective', '0.999', '--failing-floor', '4', '--hang-age', '240'],
  ...['--spike-share', '0.35', '--spike-floor', '8', '--pressure-share', '0.008'],
  ...['--overloaded-share', '0.04', '--auth-share', '0.08', '--rejected-share', '0.85'],
  ...['--stalls-factor', '2.5', '--first-token-factor', '2.5'],
  ...['--grafana-url', 'https://g.example.com', '--runbook-base', 'https://r.example.com/a'],
];

// Each takes some seconds, so each program has one set of flags.
describe.each([
  ['promtool-2.42', 'the defaults', []],
  ['promtool', 'stricter thresholds and other links', STRICTER],
] as const)('%s passes the tests of the rules with %s', (promtool, _, flags) => {
  test.each(readdirSync(TESTS))('%s', async (file) => {
    const dir = await writtenFolder(...flags);
    const printed = await mustPrint(promtool, 'test', 'rules', join(dir, 'rules/tests', file));
    expect(printed).toContain('SUCCESS');
  });
});

const RECEIVERS: readonly (readonly string[])[] = [
  [],
  ['--webhook-url', 'https://alerts.example.com/claude?team=1#x'],
  ['--slack-url-file', '/etc/alerts/slack "url" # 1'],
  ['--pagerduty-key-file', '/etc/alerts/pagerduty'],
  ['--slack-url-file', 'slack', '--pagerduty-key-file', 'pagerduty', '--webhook-url', 'http://a/b'],
];

describe.each(AMTOOLS)('%s', (amtool) => {
  test.each(RECEIVERS.map((flags) => [flags]))('takes alertmanager.yml with %j', async (flags) => {
    const file = join(await writtenFolder(...flags), 'stack/alertmanager.yml');
    const printed = await mustPrint(amtool, 'check-config', file);
    expect(printed).toContain('SUCCESS');
    expect(printed).toContain('2 receivers');
    expect(printed).toContain('1 templates');
  });

  test('routes each alert to where its severity belongs', async () => {
    const dir = await writtenFolder();
    const file = join(dir, 'stack/alertmanager.yml');
    const alerts = filesIn(dir, 'rules').flatMap((path): { alert: string; severity: string }[] => {
      const { groups } = parse(read(path, ''));
      return groups
        .flatMap(({ rules }: { rules: readonly AlertRule[] }) => rules)
        .filter(({ alert }: AlertRule) => alert !== undefined)
        .map(({ alert, labels }: AlertRule) => ({ alert, severity: labels?.severity }));
    });
    expect(alerts.length).toBeGreaterThan(15);
    for (const { alert, severity } of alerts) {
      const labels = [`alertname=${alert}`, `severity=${severity}`, 'job=chat'];
      const printed = await mustPrint(
        amtool,
        ...['config', 'routes', 'test', `--config.file=${file}`, ...labels],
      );
      expect(printed.split('\n')).toContain(severity === 'page' ? 'pages' : 'tickets');
    }
  });
});

interface AlertRule {
  readonly alert?: string;
  readonly labels?: { readonly severity: string };
}

function filesIn(dir: string, folder: string): string[] {
  return readdirSync(join(dir, folder))
    .filter((name) => name.endsWith('.yml'))
    .map((name) => join(dir, folder, name));
}
