import type { CallEvent } from '../events.ts';
import { report } from '../guard.ts';

/** Hands an event to the application's hook. What it rejects with does not come back. */
export function deliver(hook: (event: CallEvent) => unknown, event: CallEvent): void {
  const result = hook(event);
  if (result instanceof Promise) result.catch((problem) => report(problem, 'hooks'));
}
