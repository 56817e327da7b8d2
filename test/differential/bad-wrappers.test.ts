import { afterAll, describe, expect, test } from 'vitest';
import { badWrappers, cleanUp } from './bad-wrappers.ts';
import type { Difference } from './compare.ts';
import { differ } from './differ.ts';
import { scenarios } from './scenarios/all.ts';
import { bare, type Subject } from './variants.ts';

/** Which bad wrapper is found out by which scenarios, and in what kind of thing. */
const found: readonly (readonly [Subject, does: string, Difference['kind']])[] = [
  [badWrappers.tees, 'breaks out of a stream', 'requests'],
  [badWrappers.tees, 'gets an error in mid-stream', 'unhandled'],
  [badWrappers.parses, 'takes the raw response and reads it', 'outcome'],
  [badWrappers.parses, 'lets a failed call float', 'unhandled'],
  [badWrappers.proxies, 'copies its client', 'outcome'],
  [badWrappers.proxies, 'looks at its client', 'seen'],
  [badWrappers.rewraps, 'fails with 429', 'seen'],
  [badWrappers.rewraps, 'has a helper that fails unheard', 'unhandled'],
  [badWrappers.awaits, 'gets the same kind of promise', 'seen'],
  [badWrappers.awaits, 'is told at once that a long request must be streamed', 'seen'],
  [badWrappers.awaits, 'takes the response beside the value', 'outcome'],
  [badWrappers.listens, 'aborts after the end', 'listeners'],
  [badWrappers.listens, 'gives one signal to fifteen calls in turn', 'seen'],
  [badWrappers.forks, 'lets a failed call float', 'unhandled'],
  [badWrappers.clones, 'breaks out of a stream', 'outcome'],
  [badWrappers.delays, 'gets a message', 'times'],
  [badWrappers.detaches, 'sees for whom its fetch and middleware run', 'seen'],
  [badWrappers.shows, 'gets a message', 'client'],
  [badWrappers.adds, 'gets a message', 'requests'],
  [badWrappers.keeps, 'gets a message', 'handles'],
];

afterAll(cleanUp);

describe('bad wrappers are found out', () => {
  test.each(found)('one that $name, when the application $1', async (wrapper, does, kind) => {
    const scenario = scenarios.find((one) => one.does === does);
    if (scenario === undefined) throw new Error(`there is no scenario "${does}"`);
    const kinds = (await differ(scenario, wrapper, bare)).map((difference) => difference.kind);
    expect(kinds).toContain(kind);
  });
});
