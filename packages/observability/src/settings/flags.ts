import { checkSetting } from './check-setting.ts';
import { checkLinkBase, LINK_BASES } from './links.ts';
import { RECEIVERS } from './receivers.ts';
import { SETTINGS } from './settings.ts';

/** Values that were checked, by flag; those that nobody gave are not among them. */
export type Flags = Readonly<Record<string, string>>;

type Check = (value: string, cwd: string) => string;

const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ...SETTINGS.map((setting) => pair(setting.flag, (value) => checkSetting(setting, value))),
  ...LINK_BASES.map((base) => pair(base.flag, (value) => checkLinkBase(base, value))),
  ...RECEIVERS.map((receiver) => pair(receiver.flag, receiver.check)),
]);

function pair(flag: string, check: Check): [string, Check] {
  return [flag, check];
}

/** All flags that take a value, without the dashes. */
export const FLAG_NAMES: readonly string[] = [...CHECKS.keys()];

/**
 * Checks values by the flags that they were given by.
 *
 * @throws Failure that names the first flag whose value is bad, and its range.
 */
export function checkFlags(given: Flags, cwd: string): Flags {
  return Object.fromEntries(
    Object.entries(given).map(([flag, value]) => [flag, CHECKS.get(flag)?.(value, cwd) ?? value]),
  );
}
