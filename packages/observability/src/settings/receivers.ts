import { isAbsolute, resolve } from 'node:path';
import { Failure } from '../command/failure.ts';

/** Somewhere that Alertmanager sends to. */
export interface Receiver {
  readonly flag: string;
  /** In capitals, as the help says it. */
  readonly value: string;
  /** What stands in its place in the package's files, in double quotes. */
  readonly placeholder: string;
  /** What it is sent. */
  readonly gets: string;
  readonly meaning: string;
  /** Gives the value back as files have it. `cwd` is what a relative path begins at. */
  check(value: string, cwd: string): string;
}

export const RECEIVERS: readonly Receiver[] = [
  {
    flag: 'webhook-url',
    value: 'URL',
    placeholder: 'http://demo:8080/webhook',
    gets: 'pages and tickets',
    meaning:
      "pages and tickets as Alertmanager's JSON; written into alertmanager.yml, so no secret",
    check: checkWebhook,
  },
  {
    flag: 'slack-url-file',
    value: 'FILE',
    placeholder: '/run/secrets/slack-url',
    gets: 'pages and tickets',
    meaning: 'pages and tickets to Slack; the file has the address of an incoming webhook',
    check: (value, cwd) => checkFile('slack-url-file', value, cwd),
  },
  {
    flag: 'pagerduty-key-file',
    value: 'FILE',
    placeholder: '/run/secrets/pagerduty-key',
    gets: 'pages',
    meaning: 'pages to PagerDuty; the file has the integration key (Events API v2)',
    check: (value, cwd) => checkFile('pagerduty-key-file', value, cwd),
  },
];

function checkWebhook(value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new Failure(
      `--webhook-url takes an http or https URL, such as https://alerts.example.com/claude; got '${value}'`,
      2,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failure('--webhook-url takes a URL without a user name and password', 2);
  }
  return value;
}

/** Of a value that looks like the secret itself nothing is repeated. */
function checkFile(flag: string, value: string, cwd: string): string {
  if (/^\w+:\/\//.test(value) || /^[0-9a-z]{32}$/i.test(value)) {
    throw new Failure(`--${flag} takes the path of a file that has the secret, not the secret`, 2);
  }
  // `$` begins a variable in the compose file.
  if (value === '' || /[$\p{Cc}]/u.test(value)) {
    throw new Failure(
      `--${flag} takes the path of a file, without $, such as /run/secrets/alerts; got '${value}'`,
      2,
    );
  }
  // Alertmanager would look for a relative one where it was started.
  return isAbsolute(value) ? value : resolve(cwd, value);
}
