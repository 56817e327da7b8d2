import { describe, expect, test } from 'vitest';
import { differ } from './differ.ts';
import { scenarios } from './scenarios/all.ts';
import type { Variant } from './variants.ts';

/** Runs every scenario in each way of being instrumented, and expects no difference. */
export function matrix(variants: readonly Variant[]): void {
  describe.each(variants)('instrumented: $name', (variant) => {
    const played = scenarios.filter(({ slow }) => variant.main || !slow);

    test.each(played)(`$does exactly as without us (${variant.name})`, async (scenario) => {
      expect(await differ(scenario, variant, variant.bare)).toEqual([]);
    });

    test(`it was observed all the while (${variant.name})`, () => {
      expect(variant.used()).toBeGreaterThanOrEqual(played.length);
    });
  });
}
