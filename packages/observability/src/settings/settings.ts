import type { Setting } from './setting.ts';

/** Every threshold that a flag sets. The rules have the same defaults; a test holds the two together. */
export const SETTINGS: readonly Setting[] = [];
