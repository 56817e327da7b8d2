import { guard } from '../guard.ts';

/** What is told when something the application holds was collected without having been closed. */
export interface Abandonable {
  /** Whether anything is watched on its behalf: an entry in the registry costs more than this. */
  watched: boolean;
  abort(reason: 'abandoned'): void;
}

const registry = new FinalizationRegistry<Abandonable>((held) => {
  guard(() => held.abort('abandoned'));
});

/** Tells `held` when `target` is collected. `held` must not reference `target`, not even through others. */
export function tellWhenCollected(target: object, held: Abandonable): void {
  held.watched = true;
  registry.register(target, held, held);
}

/** Ends all watching on behalf of `held`. */
export function forget(held: Abandonable): void {
  if (!held.watched) return;
  held.watched = false;
  registry.unregister(held);
}
