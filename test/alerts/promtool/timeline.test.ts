import { describe, expect, it } from 'vitest';
import { timelineOf } from './timeline.ts';

const ask = (begin: number) =>
  `    expr: "sum_over_time((ALERTS{alertstate=\\"firing\\"} * 2 ^ ((time() - ${begin}) / 15))[706s:15s])", time: 11m45s,`;
const spike = '{alertname="Spike", alertstate="firing", job="a \\"b\\"", severity="page"}';

describe('what promtool answers', () => {
  it('tells nothing when no alert fires', () => {
    expect(timelineOf('Unit Testing:  traffic.yml\n  SUCCESS\n')).toEqual([]);
  });

  it('tells each time at which an alert fires, over several answers', () => {
    const output = [
      '  FAILED:',
      ask(0),
      '        exp: nil',
      `        got: ${spike} 1.40737488355328E+14, {alertname="Other", job="c"} 5E+00`,
      ask(720),
      '        exp: nil',
      `        got: ${spike} 3E+00`,
    ].join('\n');
    expect(timelineOf(output)).toEqual([
      // The last bit of the first 48, and the first two of the next.
      { alert: 'Spike', job: 'a "b"', labels: { severity: 'page' }, spans: [[705, 750]] },
      {
        alert: 'Other',
        job: 'c',
        labels: {},
        spans: [
          [0, 15],
          [30, 45],
        ],
      },
    ]);
  });

  it('takes nothing else for an answer', () => {
    expect(() => timelineOf('rules.yml: 3:1: parse error')).toThrow('parse error');
    expect(() => timelineOf(`${ask(0)}\n got: ${spike} 1.5E+00`)).toThrow('not a sum of bits');
  });
});
