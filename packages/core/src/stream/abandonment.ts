import { guard } from '../guard.ts';

/** What is told when something the application holds was collected without having been closed. */
export interface Abandonable {
  abandoned(): void;
}

const registry = new FinalizationRegistry<Abandonable>((held) => {
  guard(() => held.abandoned());
});

/** Tells `held` when `target` is collected. `held` must not reference `target`, not even through others. */
export function tellWhenCollected(target: object, held: Abandonable): void {
  registry.register(target, held, held);
}

/** Ends all watching on behalf of `held`. */
export function forget(held: Abandonable): void {
  registry.unregister(held);
}
