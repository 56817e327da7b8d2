import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { FakeClaude } from '@spanthropic/testing';
import { startProgram } from 'backends/running-program';

const example = fileURLToPath(new URL('../../../examples/express/', import.meta.url));

/** The Express example as a process of its own. */
export interface Express extends AsyncDisposable {
  readonly url: string;
  /** Ends it as a deployment does, so that its last spans are exported. */
  stop(): Promise<void>;
}

export async function startExpress(options: {
  readonly api: FakeClaude;
  /** Where OTLP is taken. */
  readonly otlp: string;
}): Promise<Express> {
  const listens = /listens at (\S+)\n/;
  const running = await startProgram({
    path: process.execPath,
    args: ['--import=./telemetry.ts', 'server.ts'],
    cwd: example,
    env: {
      PATH: process.env.PATH, // of the shell that keeps it
      PORT: '0',
      ANTHROPIC_API_KEY: 'a key',
      ANTHROPIC_BASE_URL: options.api.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: options.otlp,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    },
    ready: listens,
  });
  const [, url = ''] = listens.exec(await readFile(running.log, 'utf8')) ?? [];
  return { url, stop: running.stop, [Symbol.asyncDispose]: running.stop };
}
