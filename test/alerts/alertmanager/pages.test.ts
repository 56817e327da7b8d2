import { describe, expect, it } from 'vitest';
import type { Fired } from '../promtool/timeline.ts';
import { Inhibition } from './inhibition.ts';
import { pagesOf, ticketsOf } from './pages.ts';

const inhibition = new Inhibition([
  {
    source_matchers: ['alertname="Cause"'],
    target_matchers: ['alertname=~"Effect|Ticket"'],
    equal: ['job'],
  },
]);

const fired = (alert: string, from: number, until: number, severity = 'page'): Fired => ({
  alert,
  job: 'a',
  labels: { severity },
  spans: [[from, until]],
});

describe('what Alertmanager makes of alerts', () => {
  it('tells of a cause alone, whatever follows from it', () => {
    const pages = pagesOf([fired('Cause', 60, 600), fired('Effect', 90, 500)], inhibition);
    expect(pages).toEqual([{ at: 60, alerts: ['Cause'] }]);
  });

  it('tells of the effect when it outlives its cause', () => {
    const pages = pagesOf([fired('Cause', 60, 300), fired('Effect', 90, 500)], inhibition);
    expect(pages.map(({ alerts }) => alerts)).toEqual([['Cause'], ['Effect']]);
  });

  it('tells of another cause when the group may speak again', () => {
    const pages = pagesOf([fired('Cause', 60, 600), fired('Other', 75, 600)], inhibition);
    expect(pages).toEqual([
      { at: 60, alerts: ['Cause'] },
      { at: 180, alerts: ['Cause', 'Other'] },
    ]);
  });

  it('tells again of what comes back after all was over', () => {
    const pages = pagesOf([fired('Cause', 60, 120), fired('Cause', 600, 700)], inhibition);
    expect(pages).toHaveLength(2);
  });

  it('gives a ticket that is not silenced once its group has waited', () => {
    const ticket = fired('Ticket', 60, 600, 'ticket');
    expect(ticketsOf([ticket], inhibition)).toEqual(['Ticket']);
    expect(ticketsOf([ticket, fired('Cause', 100, 600)], inhibition)).toEqual([]);
    expect(ticketsOf([fired('Ticket', 60, 105, 'ticket')], inhibition)).toEqual([]);
  });
});
