import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FakeClaude } from '@spanthropic/testing';
import { startProgram } from 'backends/running-program';

export interface Service extends AsyncDisposable {
  readonly url: string;
  /** As scrape targets are written. */
  readonly address: string;
}

/** Starts the service under a name, with an instance of its own. */
export async function startService(options: {
  readonly name: string;
  readonly api: FakeClaude;
  readonly env: Readonly<Record<string, string>>;
}): Promise<Service> {
  const { name, api, env } = options;
  const listens = /listens at http:\/\/(\S+)\n/;
  const running = await startProgram({
    path: process.execPath,
    args: [fileURLToPath(new URL('service.ts', import.meta.url))],
    env: {
      PATH: process.env.PATH, // of the shell that keeps it
      ANTHROPIC_API_KEY: 'a key',
      ANTHROPIC_BASE_URL: api.url,
      OTEL_SERVICE_NAME: name,
      OTEL_RESOURCE_ATTRIBUTES: `service.instance.id=${name}-1`,
      ...env,
    },
    ready: listens,
  });
  const [, address = ''] = listens.exec(await readFile(running.log, 'utf8')) ?? [];
  return { url: `http://${address}`, address, [Symbol.asyncDispose]: running.stop };
}
