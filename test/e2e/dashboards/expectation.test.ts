import { expect, it } from 'vitest';
import { about, between, exactly, problemsOf, type Row } from './expectation.ts';

const sample = (labels: Readonly<Record<string, string>>, value: number) => ({
  labels,
  value,
  time: 0,
});
const [ok, late] = [{ outcome: 'ok' }, { outcome: 'late' }];

it.each<[string, Row[], string[]]>([
  [
    'all that is expected',
    [
      [ok, exactly(4)],
      [late, about(100)],
    ],
    [],
  ],
  [
    'another value',
    [
      [ok, exactly(5)],
      [late, about(100)],
    ],
    ['{outcome=ok} is 4, not 5'],
  ],
  [
    'too much',
    [
      [ok, exactly(4)],
      [late, about(95)],
    ],
    ['{outcome=late} is 104, not about 95'],
  ],
  [
    'too little',
    [
      [ok, between(5, 9)],
      [late, about(100)],
    ],
    ['{outcome=ok} is 4, not between 5 and 9'],
  ],
  ['a series too many', [[ok, exactly(4)]], ['{outcome=late} is there: 104']],
  [
    'one too few',
    [
      [ok, exactly(4)],
      [late, about(100)],
      [{}, exactly(0)],
    ],
    ['{} is missing'],
  ],
])('tells %s', (_, expected, problems) => {
  expect(problemsOf([sample(ok, 4), sample(late, 104)], expected)).toEqual(problems);
});

it('takes a bound of a bucket for the same, however it is written', () => {
  expect(problemsOf([sample({ le: '3.0' }, 1)], [[{ le: '3' }, exactly(1)]])).toEqual([]);
});
