import type { CallEvent } from '../events.ts';
import { guard, report } from '../guard.ts';

/** Hands an event to the application's hook. Neither what it throws nor what it rejects with comes back. */
export function deliver(hook: (event: CallEvent) => unknown, event: CallEvent): void {
  guard(() => {
    const result = hook(event);
    if (result instanceof Promise) result.catch(report);
  });
}
