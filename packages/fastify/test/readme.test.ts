import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';

const run = promisify(execFile);
const folder = join(import.meta.dirname, '..');
const workspace = join(folder, '../..');

/** What the snippets take for granted. */
const AROUND = `
  import type Anthropic from '@anthropic-ai/sdk';
  import type { FastifyInstance } from 'fastify';
  import type * as adapter from '@spanthropic/fastify';
  declare global {
    const app: FastifyInstance;
    const client: adapter.GivenClient;
    const database: { save(message: Anthropic.Message): Promise<void> };
    const claude: typeof adapter.claude;
    const sse: typeof adapter.sse;
  }
`;

/** The SDK for Bedrock is not here: a client that differs from the others. */
const BEDROCK = `
  declare module '@anthropic-ai/bedrock-sdk' {
    import type Anthropic from '@anthropic-ai/sdk';
    export interface AnthropicBedrock extends Pick<Anthropic, 'messages' | 'baseURL' | 'maxRetries' | 'request' | 'requestAPIList' | 'withOptions'> {
      readonly awsRegion: string;
    }
  }
`;

/** The TypeScript of the README, by block; the one that registers a client apart. */
async function snippets(): Promise<{ blocks: string[]; registration: string }> {
  const readme = await readFile(join(folder, 'README.md'), 'utf8');
  const all = [...readme.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = '']) => code);
  const [registration = '', ...others] = all.filter((code) => code.includes('interface Register'));
  expect(others).toEqual([]);
  return { blocks: all.filter((code) => code !== registration), registration };
}

/** What the compiler says of files that lie where the package is found by its name. */
async function compile(sources: readonly string[]): Promise<string> {
  const cache = join(folder, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const place = await mkdtemp(join(cache, 'readme-'));
  onTestFinished(() => rm(place, { recursive: true }));
  for (const [index, source] of sources.entries()) {
    const name = source === AROUND || source === BEDROCK ? 'd.ts' : 'ts';
    const module =
      name === 'd.ts' || /^(im|ex)port /m.test(source) ? source : `${source}export {};`;
    await writeFile(join(place, `snippet-${index}.${name}`), module);
  }
  const settings = {
    extends: join(workspace, 'tsconfig.base.json'),
    compilerOptions: { isolatedDeclarations: false },
    include: ['*.ts'],
    exclude: [],
  };
  await writeFile(join(place, 'tsconfig.json'), JSON.stringify(settings));
  const tsc = join(workspace, 'node_modules/.bin/tsc');
  try {
    await run(tsc, ['--project', place]);
    return '';
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

it('has snippets that compile, with the client of the SDK', async () => {
  const { blocks } = await snippets();
  expect(blocks.length).toBeGreaterThan(5);
  const uses = `
    import type Anthropic from '@anthropic-ai/sdk';
    app.get('/', async (request) => { const given: Anthropic = request.claude; return given; });
  `;
  expect(await compile([AROUND, ...blocks, uses])).toBe('');
}, 30_000);

it('has a registration that gives requests another client, and takes no other', async () => {
  const { blocks, registration } = await snippets();
  const [first = '', ...others] = blocks;
  const uses = `
    import Anthropic from '@anthropic-ai/sdk';
    app.get('/', async (request) => request.claude.awsRegion.length);
    // @ts-expect-error: it is not the client that is registered
    app.register(claude, { client: new Anthropic() });
    app.register(claude, { client });
  `;
  expect(await compile([AROUND, BEDROCK, registration, ...others, uses])).toBe('');
  expect(await compile([AROUND, BEDROCK, registration, first])).toContain("'awsRegion' is missing");
}, 30_000);

it('would notice a snippet that does not', async () => {
  expect(await compile([AROUND, "app.register(claude, { client, skip: '/health' });"])).toContain(
    'TS2769',
  );
}, 30_000);
