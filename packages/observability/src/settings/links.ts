import { Failure } from '../command/failure.ts';

/** An address that the links in alerts, runbooks and dashboards begin with. */
export interface LinkBase {
  readonly flag: string;
  /** As it stands in the package's files. */
  readonly default: string;
  readonly meaning: string;
}

export const LINK_BASES: readonly LinkBase[] = [
  {
    flag: 'runbook-base',
    default: 'http://localhost:8080/runbooks',
    meaning: 'where ClaudeRateLimitSpike.md and the others are served',
  },
  {
    flag: 'grafana-url',
    default: 'http://localhost:3000',
    meaning: 'Grafana, for links to dashboards',
  },
  {
    flag: 'jaeger-url',
    default: 'http://localhost:16686',
    meaning: 'the Jaeger UI, for links to traces',
  },
];

/** What needs no quoting in YAML, JSON, Markdown and templates. */
const PLAIN = /^[\w\-.~:/%@+,;=&[\]]+$/;

/**
 * Gives the address back without a slash at its end.
 *
 * @throws Failure that names the flag.
 */
export function checkLinkBase({ flag, default: usual }: LinkBase, value: string): string {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new Failure(`--${flag} takes an http or https URL, such as ${usual}; got '${value}'`, 2);
  }
  if (url.username !== '' || url.password !== '') {
    throw new Failure(`--${flag} takes a URL without a user name and password`, 2);
  }
  if (!PLAIN.test(value)) {
    throw new Failure(
      `--${flag} takes a URL that more can be appended to: no query, no fragment, nothing that needs quoting; got '${value}'`,
      2,
    );
  }
  return value.replace(/\/+$/, '');
}
