import type { FakeClaude } from '@spanthropic/testing';
import { runNode } from '../../export/run-node.ts';

const program = new URL('./chat.ts', import.meta.url);

export interface ChatOptions {
  readonly api: FakeClaude;
  /** Where OTLP is taken. */
  readonly otlp: string;
  readonly service: string;
  /** `x-fake-call` of each call. */
  readonly calls: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the service until its calls are made and its spans exported. Gives the trace ids of its calls. */
export async function runChat(options: ChatOptions): Promise<readonly string[]> {
  const { api, otlp, service, calls, env } = options;
  const { code, stdout, stderr } = await runNode(program, calls, {
    ANTHROPIC_API_KEY: 'a key',
    ANTHROPIC_BASE_URL: api.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: otlp,
    OTEL_SERVICE_NAME: service,
    ...env,
  });
  if (code !== 0 || stderr !== '') throw new Error(`the chat ended with ${code}: ${stderr}`);
  return stdout.trimEnd().split('\n');
}
