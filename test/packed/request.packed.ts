import { describe, expect, test } from 'vitest';
import { ENVIRONMENTS } from './environments.ts';
import { envOf, folderOf, nodeOf } from './locations.ts';
import { mustRun } from './run.ts';

// `instrument()` comes from one entry and all else from the other: they have to share what they know of a client.
describe.each(ENVIRONMENTS)('$name', (environment) => {
  test.each(['request.mjs', 'request.cjs'])('%s serves requests', async (consumer) => {
    const { node, otel } = environment;
    const options = { cwd: folderOf(environment), env: envOf(node) };
    const served = JSON.parse(await mustRun(nodeOf(node), [consumer, otel], options));

    expect(served).toMatchObject({
      same: [true, true, true],
      problem: { status: 503, body: { code: 'overloaded', requestId: expect.any(String) } },
      // Each call, those of lists and of a client that is not bound too.
      routes: ['/chat/:id'],
      aborts: ['client_disconnected'],
      warnings: [],
    });
    const [bound, whole] = served.limits;
    expect(bound).toBeGreaterThan(0);
    expect(whole).toBe(bound);
    expect(Number(served.problem.headers['retry-after'])).toBeGreaterThanOrEqual(7);
    expect(served.frames.slice(0, 2)).toEqual(['message_start', 'content_block_start']);
    expect(served.frames.at(-1)).toBe('message_stop');
    expect(served.summaries).toMatchObject([
      // Two of them are the pages of one list.
      {
        calls: 26,
        attempts: 27,
        retries: 1,
        disconnected: false,
        errorTypes: ['overloaded_error'],
      },
      { calls: 1, attempts: 1, disconnected: true, errorTypes: [] },
    ]);
  });
});
