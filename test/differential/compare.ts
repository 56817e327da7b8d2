import type { Description } from './describe.ts';
import type { Observation } from './observe.ts';

/** Something that the application or the server sees otherwise than without us. */
export interface Difference {
  /** What kind of thing: one of the parts of an observation. */
  readonly kind: keyof Observation;
  /** Where within it, such as `[0].headers[3]`. */
  readonly where: string;
  readonly without: Description;
  readonly with: Description;
}

/** Milliseconds by which times may differ: the machine is shared, and its timers are coarse. */
const TOLERANCE = 40;

/** All differences between what is seen without us and with us. */
export function compare(without: Observation, withUs: Observation): Difference[] {
  return (Object.keys(without) as (keyof Observation)[]).flatMap((kind) => {
    const near = kind === 'times' ? within : same;
    return differences(kind, '', without[kind], withUs[kind], near);
  });
}

const same = (a: Description, b: Description): boolean => Object.is(a, b);
const within = (a: Description, b: Description): boolean =>
  typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) <= TOLERANCE : Object.is(a, b);

function differences(
  kind: keyof Observation,
  where: string,
  without: Description | undefined,
  withUs: Description | undefined,
  near: typeof same,
): Difference[] {
  if (isBranch(without) && isBranch(withUs) && Array.isArray(without) === Array.isArray(withUs)) {
    const [before, after] = [Object.keys(without), Object.keys(withUs)];
    if (after.toSorted().join() === before.toSorted().join() && after.join() !== before.join()) {
      return [{ kind, where: `${where} (order)`, without: before, with: after }];
    }
    return namesOf(without, withUs).flatMap((name) => {
      const below = Array.isArray(without) ? `${where}[${name}]` : `${where}.${name}`;
      return differences(kind, below, member(without, name), member(withUs, name), near);
    });
  }
  const [a, b] = [without ?? '(nothing)', withUs ?? '(nothing)'];
  return near(a, b) ? [] : [{ kind, where, without: a, with: b }];
}

type Branch = Extract<Description, object>;

const isBranch = (value: Description | undefined): value is Branch =>
  typeof value === 'object' && value !== null;

const namesOf = (a: Branch, b: Branch): string[] => [
  ...new Set([...Object.keys(a), ...Object.keys(b)]),
];

const member = (branch: Branch, name: string): Description | undefined =>
  Object.hasOwn(branch, name) ? Reflect.get(branch, name) : undefined;
