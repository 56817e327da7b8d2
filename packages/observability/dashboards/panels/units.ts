/** Calls, tokens and the like for each minute: small services have few in a second. */
export const PER_MINUTE = 'suffix: /min';
export const SECONDS = 's';
