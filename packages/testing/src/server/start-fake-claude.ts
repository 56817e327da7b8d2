import { Playbook } from '../script/playbook.ts';
import type { Script } from '../script/script.ts';
import type { FakeClaude, FakeClaudeOptions } from './fake-claude.ts';
import { FakeClaudeServer } from './fake-claude-server.ts';

/**
 * Starts a fake Claude API, which plays the script. Without one, every route gives its proper answer.
 *
 * @throws TypeError for a script that cannot be played, naming the call, the step and the field
 */
export async function startFakeClaude(
  script?: Script,
  options: FakeClaudeOptions = {},
): Promise<FakeClaude> {
  const server = new FakeClaudeServer(new Playbook(script), options);
  await server.listen(options.port ?? 0, options.host ?? '127.0.0.1');
  return server;
}
