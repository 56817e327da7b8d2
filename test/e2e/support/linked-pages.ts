import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Dashboard {
  readonly uid: string;
  readonly templating?: { readonly list: readonly { readonly name: string }[] };
}

/** Where the links of alerts lead to: runbooks, and as much of Grafana as says which links it would follow. */
export interface LinkedPages extends AsyncDisposable {
  /** The flags that make alerts link here. */
  readonly flags: Readonly<Record<string, string>>;
  /** Serves the runbooks and dashboards among these files. */
  serve(files: Readonly<Record<string, string>>): void;
}

/** Starts a server of the pages that alerts link to; it answers 404 for what there is not. */
export async function startLinkedPages(): Promise<LinkedPages> {
  let files: Readonly<Record<string, string>> = {};
  const dashboards = (): Dashboard[] =>
    Object.entries(files)
      .filter(([path]) => /^dashboards\/.*\.json$/.test(path))
      .map(([, text]) => JSON.parse(text));
  const page = ({ pathname, searchParams }: URL): string | undefined => {
    if (pathname.startsWith('/runbooks/')) return files[pathname.slice(1)];
    const dashboard = dashboards().find(({ uid }) => pathname === `/d/${uid}`);
    if (dashboard === undefined) return undefined;
    const variables = dashboard.templating?.list.map(({ name }) => `var-${name}`) ?? [];
    const unknown = [...searchParams].filter(
      ([name, value]) => value === '' || (name.startsWith('var-') && !variables.includes(name)),
    );
    return unknown.length === 0 ? dashboard.uid : undefined;
  };
  const server = createServer((request, response) => {
    const text = page(new URL(request.url ?? '', 'http://localhost'));
    response.writeHead(text === undefined ? 404 : 200).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    flags: { 'runbook-base': `${url}/runbooks`, 'grafana-url': url },
    serve(served) {
      files = served;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
