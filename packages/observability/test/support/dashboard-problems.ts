import { nameOf } from '../../../core/reference/attribute.ts';
import { placed } from '../../../core/reference/cells.ts';
import * as spans from '../../../core/reference/spans.ts';
import { put } from '../../dashboards/grafana/put.ts';
import { askedBy, asSent, type Board, type Link, type Panel, type Place } from './dashboards.ts';
import { readQuery } from './promql.ts';
import { SPAN_METRICS } from './span-metrics.ts';
import { LABELS_OF_SERIES, VALUES_OF_LABELS } from './telemetry-names.ts';

/** Prometheus's own, with the labels of our alerts. */
const ALERTS = [
  'ALERTS',
  new Set(['alertname', 'alertstate', 'severity', 'job', 'gen_ai_request_model']),
] as const;

const VOCABULARY = {
  series: new Map([...LABELS_OF_SERIES, ...SPAN_METRICS, ALERTS]),
  values: VALUES_OF_LABELS,
};

/** What spans can be searched by. */
const SEARCHED = new Set(
  [spans.CALL, spans.OWN_CALL, spans.ATTEMPT.attributes].flatMap((placements) =>
    placed(placements).map(([constant]) => nameOf(constant)),
  ),
);

const COLUMNS = 24;

/** What is wrong with a dashboard. */
export function problemsOf(board: Board): string[] {
  return [...form(board), ...questions(board), ...queries(board), ...links(board)];
}

function form({ panels }: Board): string[] {
  const problems = [];
  const ids = panels.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) problems.push(`ids are not unique: ${ids}`);
  for (const [index, panel] of panels.entries()) {
    const { x, y, w, h } = panel.gridPos;
    if (x < 0 || y < 0 || w < 1 || h < 1 || x + w > COLUMNS) {
      problems.push(`out of the grid: ${panel.title}`);
    }
    for (const other of panels.slice(index + 1)) {
      if (overlap(panel.gridPos, other.gridPos)) {
        problems.push(`one over the other: ${panel.title}, ${other.title}`);
      }
    }
  }
  return problems;
}

const overlap = (a: Place, b: Place): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Each panel is titled by the question that it answers, and says how to read the answer. */
function questions({ panels }: Board): string[] {
  const asked = panels.filter(({ type }) => type !== 'row');
  const titles = asked.map(({ title }) => title);
  return [
    ...titles
      .filter((title, index) => titles.indexOf(title) !== index)
      .map((title) => `asked twice: ${title}`),
    ...asked.flatMap(({ title, description = '', targets = [] }) => [
      ...(/^[A-Z].*\?$/.test(title) ? [] : [`no question: ${title}`]),
      ...(/^[A-Z0-9].*\.$/.test(description) ? [] : [`not explained: ${title}`]),
      ...(targets.length > 0 ? [] : [`asks nothing: ${title}`]),
    ]),
  ];
}

function queries(board: Board): string[] {
  const sources = board.panels.flatMap(({ title, datasource, targets }) =>
    [...(targets ?? []).map((target) => target.datasource), ...(datasource ? [datasource] : [])]
      .filter(({ uid }) => uid !== put('datasource'))
      .map(({ uid }) => `another data source, ${uid}: ${title}`),
  );
  const asked = askedBy(board).flatMap(({ where, expr }) => [
    ...(/\bor\s+vector\s*\(/.test(expr) ? [`makes up an answer: ${where}`] : []),
    ...readQuery(asSent(expr), VOCABULARY).problems.map((problem) => `${where}: ${problem}`),
  ]);
  const unnamed = board.panels.flatMap(({ title, targets = [] }) =>
    targets.flatMap(({ expr, legendFormat }) => {
      const labels = labelsOf(expr);
      return [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)]
        .filter(([, label = '']) => !labels.has(label))
        .map(([, label]) => `no label ${label} to be called by: ${title}`);
    }),
  );
  return [...sources, ...asked, ...unnamed];
}

/** A link of a series puts in only labels that the series has, and searches by attributes of spans. */
function links({ panels, templating, links: ofBoard }: Board): string[] {
  const variables = new Set(templating.list.map(({ name }) => name));
  const ofPanels = panels.flatMap((panel) =>
    (panel.fieldConfig?.defaults.links ?? []).flatMap((link) => [
      ...search(link),
      ...labelsIn(link, panel),
    ]),
  );
  const put = [...ofBoard, ...panels.flatMap((panel) => panel.fieldConfig?.defaults.links ?? [])]
    .flatMap(({ url = '' }) => [...url.matchAll(/\$\{(\w+)(?::\w+)?\}/g)])
    .map(([, name = '']) => name)
    .filter((name) => !variables.has(name) && name !== '__from' && name !== '__to')
    .map((name) => `no variable ${name}`);
  return [...ofPanels, ...put];
}

function search({ title, url = '' }: Link): string[] {
  const [address, query] = url.split('?');
  if (address !== `${put('jaeger:raw')}/search`) return [`leads elsewhere: ${title}`];
  const tags: object = JSON.parse(new URLSearchParams(query).get('tags') ?? '{}');
  return Object.keys(tags)
    .filter((tag) => !SEARCHED.has(tag))
    .map((tag) => `no span has ${tag}: ${title}`);
}

function labelsIn({ title, url = '' }: Link, { targets = [] }: Panel): string[] {
  return [...url.matchAll(/\$\{__field\.labels\.(\w+)/g)].flatMap(([, label = '']) =>
    targets.every(({ expr }) => labelsOf(expr).has(label))
      ? []
      : [`no label ${label} to go by: ${title}`],
  );
}

const labelsOf = (expr: string): ReadonlySet<string> =>
  readQuery(asSent(expr), VOCABULARY).labels ?? new Set();
