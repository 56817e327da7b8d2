import { expect, test } from 'vitest';
import { rewrite } from '../src/files/rewrite.ts';

test('only the number in front of its own mark is set, wherever it stands', () => {
  const text = [
    'expr: a > 0.5 and b',
    '  > 0.5 # --spike-share',
    '  > 0.5 # --spike-share-of-another',
    'for: 2m # --spike-for',
    '# 0.5 # --spike-share is the default',
  ].join('\n');
  expect(rewrite('rules/a.yml', text, { 'spike-share': '0.3', 'spike-for': '1h30m' })).toBe(
    [
      'expr: a > 0.5 and b',
      '  > 0.3 # --spike-share',
      '  > 0.5 # --spike-share-of-another',
      'for: 1h30m # --spike-for',
      '# 0.5 # --spike-share is the default',
    ].join('\n'),
  );
});

test('links are set in one go, and another port is another server', () => {
  const text =
    'http://localhost:3000/d/a http://localhost:30001 http://localhost:8080/runbooks/A.md';
  const flags = {
    'grafana-url': 'http://localhost:8080/runbooks/$&',
    'runbook-base': 'https://runbooks',
  };
  expect(rewrite('runbooks/A.md', text, flags)).toBe(
    'http://localhost:8080/runbooks/$&/d/a http://localhost:30001 https://runbooks/A.md',
  );
});

test('sections of receivers become comments, or cease to be, and can do so again', () => {
  const text = [
    '    # --webhook-url begin',
    '    webhook_configs:',
    '      - url: "http://demo:8080/webhook"',
    '    # --webhook-url end',
    '    # --slack-url-file begin',
    '    # slack_configs:',
    '    #   - api_url_file: "/run/secrets/slack-url"',
    '    # --slack-url-file end',
    '    # a remark',
  ].join('\n');
  const written = rewrite('stack/alertmanager.yml', text, { 'slack-url-file': '/a "b"' });
  expect(written).toBe(
    [
      '    # --webhook-url begin',
      '    # webhook_configs:',
      '    #   - url: "http://demo:8080/webhook"',
      '    # --webhook-url end',
      '    # --slack-url-file begin',
      '    slack_configs:',
      '      - api_url_file: "/a \\"b\\""',
      '    # --slack-url-file end',
      '    # a remark',
    ].join('\n'),
  );
  expect(
    rewrite('stack/alertmanager.yml', written, { 'webhook-url': 'http://demo:8080/webhook' }),
  ).toBe(text.replace('/run/secrets/slack-url', '/a \\"b\\"'));
  expect(rewrite('stack/alertmanager.yml', text, {})).toBe(text);
});

test('what is no link stays as it is', () => {
  const text = 'endpoint: http://localhost:3000';
  for (const path of ['stack/jaeger.yaml', 'stack/compose.yaml', 'stack/prometheus.yml']) {
    expect(rewrite(path, text, { 'grafana-url': 'https://grafana' })).toBe(text);
  }
});
