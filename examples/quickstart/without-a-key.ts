// Runs the quickstart as it is against a fake API: the SDK takes its address from the environment.
import { ok, startFakeClaude, status, stream } from '@spanthropic/testing';

const text = 'Air scatters blue light more than red, so blue comes from all over the sky.';
const api = await startFakeClaude({
  default: [
    status(529),
    ok({ text, delay: 350, usage: { input_tokens: 14, output_tokens: 21 } }),
    status(429, { retryAfter: 1 }),
    stream({ text, firstToken: 700, pace: 60, usage: { input_tokens: 14, output_tokens: 21 } }),
  ],
});

process.env.ANTHROPIC_BASE_URL = api.url;
process.env.ANTHROPIC_API_KEY = 'not needed here';
try {
  await import('./index.ts');
} finally {
  await api.close();
}
