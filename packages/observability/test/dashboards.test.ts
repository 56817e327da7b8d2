import { describe, expect, it } from 'vitest';
import { allDashboards, textOf } from '../dashboards/all.ts';
import { put } from '../dashboards/grafana/put.ts';
import { problemsOf } from './support/dashboard-problems.ts';
import { BOARDS, type Board, committed, type Panel } from './support/dashboards.ts';

const SEARCH = `${put('jaeger:raw')}/search`;
const calls = BOARDS.get('claude-calls.json');
if (!calls) throw new Error('There is no overview.');

describe('the committed dashboards', () => {
  it.each(allDashboards())('$uid is as `pnpm dashboards` writes it', (dashboard) => {
    expect(committed(`${dashboard.uid}.json`)).toBe(textOf(dashboard));
  });

  it('are those that are written, and no others', () => {
    const written = allDashboards().map(({ uid }) => `${uid}.json`);
    expect([...BOARDS.keys()].toSorted()).toEqual(written.toSorted());
  });

  it.each([...BOARDS])('%s can answer what it asks', (_, board) => {
    expect(problemsOf(board)).toEqual([]);
  });

  it('have a name of their own each, by which others link to them', () => {
    expect([...BOARDS.values()].map(({ uid }) => uid).toSorted()).toEqual([
      'claude-calls',
      'claude-rate-limits',
      'claude-streams',
    ]);
  });

  it.each([...BOARDS])('%s keeps series without a model or a route under "All"', (_, board) => {
    const chosen = board.templating.list.filter(({ type }) => type === 'query');
    expect(chosen.map(({ name }) => name)).toEqual(['job', 'model', 'route']);
    for (const variable of chosen) {
      expect(variable).toMatchObject({ multi: true, includeAll: true, allValue: '.*' });
    }
  });

  it('lead from exemplars to traces', () => {
    const withTraces = [...BOARDS.values()].flatMap(({ panels }) =>
      panels.flatMap(({ targets = [] }) => targets.filter(({ exemplar }) => exemplar)),
    );
    expect(withTraces).not.toEqual([]);
    for (const { expr } of withTraces) expect(expr).toMatch(/traces_span_metrics_\w+_bucket/);
  });
});

describe('a dashboard that cannot answer', () => {
  it.each<[string, (board: Board) => Board, string]>([
    ['has two panels of one id', first({ id: 3 }), 'ids are not unique'],
    [
      'has a panel on another',
      first({ gridPos: { x: 3, y: 2, w: 5, h: 5 } }),
      'one over the other',
    ],
    ['is wider than a screen', first({ gridPos: { x: 20, y: 99, w: 5, h: 5 } }), 'out of the grid'],
    ['asks no question', first({ title: 'Success rate' }), 'no question: Success rate'],
    ['explains nothing', first({ description: '' }), 'not explained: Are users served?'],
    ['asks nothing', first({ targets: [] }), 'asks nothing: Are users served?'],
    ['asks twice', first({ title: 'How do calls end?' }), 'asked twice: How do calls end?'],
    [
      'asks another Prometheus',
      first({ datasource: { uid: 'mine' } }),
      'another data source, mine',
    ],
    ['makes up an answer', asking('sum(spanthropic_calls_active) or vector(0)'), 'makes up'],
    ['does not parse', asking('sum(spanthropic_calls_active'), 'does not parse'],
    [
      'uses an unknown variable',
      asking('rate(spanthropic_calls_total[$window])'),
      'does not parse',
    ],
    ['has a metric of old', asking('sum(spanthropic_calls_open)'), 'no such series'],
    ['has a label of another', asking('spanthropic_clients{http_route="/"}'), 'has no label'],
    [
      'has an outcome of old',
      asking('spanthropic_calls_total{spanthropic_call_outcome="busy"}'),
      'is never busy',
    ],
    [
      'has a dimension that spans lack',
      asking('traces_span_metrics_calls_total{http_route="/"}'),
      'has no label',
    ],
    ['is called by nothing', named('{{http_route}}'), 'no label http_route to be called by'],
    ['leads elsewhere', linked('https://example.com'), 'leads elsewhere'],
    [
      'goes by a label that is not there',
      linked(`${SEARCH}?service=${put('__field.labels.job')}`),
      'no label job to go by',
    ],
    [
      'searches for what no span has',
      linked(`${SEARCH}?tags=%7B%22http.status%22%3A%22429%22%7D`),
      'no span has http.status',
    ],
    ['puts in an unknown variable', linked(`${SEARCH}?end=${put('until')}`), 'no variable until'],
  ])('%s', (_, broken, problem) => {
    expect(problemsOf(broken(calls))).toContainEqual(expect.stringContaining(problem));
  });
});

/** The dashboard with its first panel changed. */
function first(change: Partial<Panel>): (board: Board) => Board {
  return (board) => ({
    ...board,
    panels: board.panels.map((panel) =>
      panel.title === 'Are users served?' ? { ...panel, ...change } : panel,
    ),
  });
}

const target = {
  refId: 'A',
  legendFormat: '',
  exemplar: false,
  datasource: { uid: put('datasource') },
};
const asking = (expr: string) => first({ targets: [{ ...target, expr }] });
const named = (legendFormat: string) =>
  first({ targets: [{ ...target, expr: 'sum(spanthropic_calls_active)', legendFormat }] });
const linked = (url: string) =>
  first({ fieldConfig: { defaults: { links: [{ title: 'Traces', url }] } } });
