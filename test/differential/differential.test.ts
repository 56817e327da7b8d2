import { describe, expect, test } from 'vitest';
import { differ } from './differ.ts';
import { scenarios } from './scenarios/all.ts';
import { variants } from './variants.ts';

describe.each(variants)('instrumented: $name', (variant) => {
  const played = scenarios.filter(({ main }) => variant.main || !main);

  test.each(played)(`$does exactly as without us (${variant.name})`, async (scenario) => {
    expect(await differ(scenario, variant, variant.bare)).toEqual([]);
  });

  test(`was observed all the while (${variant.name})`, () => {
    expect(variant.used()).toBeGreaterThanOrEqual(played.length);
  });
});
