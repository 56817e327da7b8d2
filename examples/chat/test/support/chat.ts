import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type FakeClaude, startFakeClaude } from '@spanthropic/testing';
import { type Receiver, startReceiver } from '../../../../test/export/receiver.ts';
import { script } from '../../scenarios.ts';

/** An example server. */
export type Framework = 'express' | 'fastify';

/** An example server in a process of its own, and both ends of it. */
export interface Chat extends AsyncDisposable {
  readonly url: string;
  /** What it calls. */
  readonly api: FakeClaude;
  /** What it exports its traces to. */
  readonly receiver: Receiver;
}

/** Starts a server as it would be deployed, with the fake API and a backend in this process. */
export async function startChat(framework: Framework): Promise<Chat> {
  const [api, receiver] = await Promise.all([startFakeClaude(script), startReceiver()]);
  const server = run(framework, ['--import', './telemetry.ts', 'server.ts'], {
    ANTHROPIC_BASE_URL: api.url,
    ANTHROPIC_API_KEY: 'not needed here',
    FAKE_CLAUDE: 'true',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_BSP_SCHEDULE_DELAY: '50',
  });
  return {
    url: await server.url,
    api,
    receiver,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await api.close();
      await receiver[Symbol.asyncDispose]();
    },
  };
}

/** A program of an example, which says sooner or later where it listens. */
export interface Running {
  readonly url: Promise<string>;
  /** Standard output and standard error so far. */
  readonly printed: string;
  /** Ends it as a deployment would. Gives its exit code. */
  stop(): Promise<number | null>;
}

/** Runs a file of an example with Node.js, on a free port, in an environment that holds nothing but `env`. */
export function run(
  framework: Framework,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Running {
  const cwd = fileURLToPath(new URL(`../../../${framework}`, import.meta.url));
  const child = spawn(process.execPath, args, { cwd, env: { PORT: '0', ...env } });
  const output = new Output(child);
  return {
    url: output.url,
    get printed() {
      return output.text;
    },
    async stop() {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'close');
      }
      return child.exitCode;
    },
  };
}

class Output {
  text = '';
  readonly url: Promise<string>;

  constructor(child: ChildProcess) {
    this.url = new Promise((resolve, reject) => {
      const add = (chunk: string): void => {
        this.text += chunk;
        const [, url] = /listens at (http:\S+)\n/.exec(this.text) ?? [];
        if (url) resolve(url);
      };
      child.stdout?.setEncoding('utf8').on('data', add);
      child.stderr?.setEncoding('utf8').on('data', add);
      child.once('close', () => reject(new Error(`The server ended:\n${this.text}`)));
    });
    // One that is stopped before it listened is nobody's failure.
    this.url.catch(() => {});
  }
}
