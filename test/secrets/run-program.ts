import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RecordedRequest, startFakeClaude } from '@spanthropic/testing';
import { runNode } from '../export/run-node.ts';
import type { Spans } from './app.ts';
import { startByteReceiver } from './byte-receiver.ts';
import { scenarios } from './scenarios/all.ts';
import { leak } from './scenarios/leak.ts';
import { canariesIn } from './search.ts';

const program = new URL('./program.ts', import.meta.url);

/** What is sent to a backend, by signal and format. */
const exported = [
  'traces, json',
  'traces, protobuf',
  'metrics, json',
  'metrics, protobuf',
] as const;
/** What is given to the application, which may print it. */
const given = ['waterfall', 'events', 'logs', 'inspections'] as const;
/** Every way out of the process. */
export const waysOut = [...exported, ...given, 'diag'] as const;
export type WayOut = (typeof waysOut)[number];

/** What a run of the program left behind. */
export interface Run {
  /** What left by each way. */
  readonly left: Readonly<Record<WayOut, Buffer>>;
  /** The canaries in it. */
  readonly found: Readonly<Record<WayOut, readonly string[]>>;
  readonly requests: readonly RecordedRequest[];
  /** What the application saw of its answers. */
  readonly seen: string;
}

/** Runs the program to its end. */
export async function runProgram(spans: Spans, compression: 'gzip' | 'none'): Promise<Run> {
  const script = [...scenarios, leak].map(({ name, steps }) => ({ id: name, steps }));
  await using api = await startFakeClaude(script);
  await using receiver = await startByteReceiver();
  const directory = await mkdtemp(join(tmpdir(), 'spanthropic-'));
  try {
    const { code, stdout, stderr } = await runNode(program, [spans, directory], {
      ANTHROPIC_BASE_URL: api.url,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_COMPRESSION: compression,
    });
    if (code !== 0) throw new Error(`the program ended with ${code}: ${stderr}`);
    const left = { diag: Buffer.from(stdout + stderr) } as Record<WayOut, Buffer>;
    for (const way of given) left[way] = await readFile(join(directory, way));
    for (const way of exported) left[way] = receiver.bytesOf(way);
    const found = {} as Record<WayOut, string[]>;
    for (const way of waysOut) found[way] = canariesIn(left[way]);
    const seen = await readFile(join(directory, 'seen'), 'utf8');
    return { left, found, requests: [...api.requests], seen };
  } finally {
    await rm(directory, { recursive: true });
  }
}
