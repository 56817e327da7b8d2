// What `start` of an example does: runs its server as it would be deployed, without a key against a fake API.
import { spawn } from 'node:child_process';
import { startFakeClaude } from '@spanthropic/testing';
import { script } from './scenarios.ts';

const hasKey = Boolean(process.env.ANTHROPIC_API_KEY?.trim());
const api = hasKey ? undefined : await startFakeClaude(script);
if (api) console.log('No ANTHROPIC_API_KEY: a fake API plays along.');

// In a process of its own: OpenTelemetry is to see the server, not the fake.
const server = spawn(process.execPath, ['--import', './telemetry.ts', 'server.ts'], {
  stdio: 'inherit',
  env: {
    ...process.env,
    ...(api && {
      ANTHROPIC_BASE_URL: api.url,
      ANTHROPIC_API_KEY: 'not needed here',
      FAKE_CLAUDE: 'true',
    }),
  },
});
server.once('exit', async (code) => {
  await api?.close();
  process.exitCode = code ?? 1;
});

// Ctrl+C reaches both; whoever stops this process alone stops the server with it.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => server.kill('SIGTERM'));
