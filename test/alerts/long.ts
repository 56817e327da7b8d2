import type { Scenario } from './model/scenario.ts';

/** Those that take days. */
export const isLong = ({ hours }: Scenario): boolean => hours > 12;
