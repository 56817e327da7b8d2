import { ACCOUNT_SETTINGS } from './account-settings.ts';
import { CALL_SETTINGS } from './call-settings.ts';
import { RATE_LIMIT_SETTINGS } from './rate-limit-settings.ts';
import type { Setting } from './setting.ts';
import { STREAM_SETTINGS } from './stream-settings.ts';
import { TELEMETRY_SETTINGS } from './telemetry-settings.ts';

/** Every threshold that a flag sets. The rules have the same defaults; a test holds the two together. */
export const SETTINGS: readonly Setting[] = [
  ...CALL_SETTINGS,
  ...RATE_LIMIT_SETTINGS,
  ...ACCOUNT_SETTINGS,
  ...STREAM_SETTINGS,
  ...TELEMETRY_SETTINGS,
];
