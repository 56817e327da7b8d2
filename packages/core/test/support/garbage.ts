import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** Has the runtime collect what nobody holds; what that ends is told some turns later. */
export const collect: () => void = runInNewContext('gc');

/** Whether nobody holds any of these any more. */
export function areCollected(refs: readonly WeakRef<object>[]): boolean {
  collect();
  return refs.every((ref) => ref.deref() === undefined);
}
