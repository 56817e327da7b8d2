import type Anthropic from '@anthropic-ai/sdk';
import { type FakeClaude, hang, type Step } from '@spanthropic/testing';
import { expect } from 'vitest';
import { failureOf, script } from './claude.ts';

/** A call that goes on until it is told to end. */
export interface HangingCall {
  /** Aborts it by its signal. */
  end(): Promise<void>;
}

/** Begins a call that never gets an answer, or these steps; it is on its way when this returns. */
export async function hanging(
  api: FakeClaude,
  begin: (options: Anthropic.RequestOptions) => PromiseLike<unknown>,
  ...steps: Step[]
): Promise<HangingCall> {
  const controller = new AbortController();
  const { call, options } = script(api, ...(steps.length > 0 ? steps : [hang()]));
  const failed = failureOf(begin({ ...options, signal: controller.signal }));
  await expect.poll(() => api.requestsOf(call).length, { interval: 5 }).toBe(1);
  return {
    async end() {
      controller.abort();
      await failed;
    },
  };
}
