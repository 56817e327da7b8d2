import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { Dashboards } from './dashboards.ts';
import { explore } from './explore.ts';
import { home, search } from './home.ts';
import { html, page } from './html.ts';
import type { Jaeger } from './jaeger.ts';
import { Runbooks } from './runbooks.ts';
import { type Sources, stateOf } from './state.ts';
import { TracesBehind } from './trace-behind.ts';
import { rowsOf } from './trace-rows.ts';
import { summaryOf } from './trace-summary.ts';

export interface BoardOptions extends Omit<Sources, 'traces'> {
  readonly jaeger: Jaeger;
  readonly runbooks: string;
  readonly dashboards: string;
  /** The folder of ../page. */
  readonly files: string;
  /** Told of each message that the webhook gets. */
  readonly onMessage: (body: string) => void;
}

/** Scripts and styles come from here, and nothing from elsewhere. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** Traces that a list shows, of how many that were found: those whose call has not ended are left out. */
const LISTED = 20;
const FOUND = 100;

/** The pages that show what the backends know, for those that have no page of their own. */
export function board(options: BoardOptions): Router {
  const { prometheus, jaeger, messages } = options;
  const runbooks = new Runbooks(options.runbooks);
  const dashboards = new Dashboards(options.dashboards, prometheus);
  const traces = new TracesBehind(jaeger);
  const router = express.Router();
  router.use((_req, res, next) => {
    res.set({ 'content-security-policy': POLICY, 'x-content-type-options': 'nosniff' });
    next();
  });
  router.use(express.static(options.files));
  router.get('/', (_req, res) => void res.send(home(options.links)));

  router.get('/api/state', async (_req, res) => {
    res.json(await stateOf({ ...options, traces }));
  });
  router.post('/api/spike', (_req, res) => {
    options.schedule.begin();
    res.sendStatus(204);
  });
  // What Alertmanager sends.
  router.post('/webhook', express.json({ limit: '1mb' }), (req, res) => {
    const { status, alerts } = messages.add(req.body);
    options.onMessage(`${status}: ${alerts.map(({ labels }) => labels.alertname).join(', ')}`);
    res.sendStatus(200);
  });

  // As in Jaeger's own page: /search?tags={"spanthropic.retried":"true"}, /trace/<id>
  router.get('/api/traces', async (req, res) => {
    const found = await jaeger.search(tagsIn(req), FOUND);
    res.json(found.flatMap((trace) => summaryOf(trace) ?? []).slice(0, LISTED));
  });
  router.get('/api/trace/:id', async (req, res) => {
    const trace = await jaeger.trace(req.params.id);
    if (!trace) return missing(res, `There is no trace ${req.params.id}`);
    const { id, start, duration } = trace;
    res.json({ id, start, duration, summary: summaryOf(trace), rows: rowsOf(trace) });
  });
  router.get('/search', (_req, res) => void res.send(search()));
  router.get('/trace/:id', (_req, res) => {
    res.send(page('Trace', html`<div id="trace"></div>`, 'trace.js'));
  });

  router.get('/runbooks', async (_req, res) => void res.send(await runbooks.list()));
  router.get('/runbooks/:name', async (req, res) => {
    send(res, await runbooks.page(req.params.name), 'There is no such runbook');
  });
  // As Grafana's, whose links lead here where there is none.
  router.get('/d', async (_req, res) => void res.send(await dashboards.list()));
  router.get('/d/:uid{/:slug}', async (req, res) => {
    const { searchParams } = new URL(req.originalUrl, 'http://here');
    send(res, await dashboards.page(req.params.uid, searchParams), 'There is no such dashboard');
  });
  router.get('/explore', async (req, res) => {
    res.send(await explore(prometheus, String(req.query.expr ?? '')));
  });
  router.use(answerForBackends);
  return router;
}

function tagsIn({ query }: Request): Readonly<Record<string, string>> {
  const tags: unknown = JSON.parse(String(query.tags ?? '{"spanthropic.retried":"true"}'));
  return Object.fromEntries(Object.entries(tags ?? {}).map(([key, value]) => [key, String(value)]));
}

function send(res: Response, text: string | undefined, otherwise: string): void {
  if (text === undefined) missing(res, otherwise);
  else res.send(text);
}

function missing(res: Response, why: string): void {
  res.status(404).send(page(why, html`<h1>${why}</h1>`));
}

/** A backend that does not answer is not this service's failure. */
function answerForBackends(error: unknown, _req: Request, res: Response, next: NextFunction): void {
  if (res.headersSent || !(error instanceof Error)) {
    next(error);
    return;
  }
  res.status(statusOf(error)).send(page(error.message, html`<h1>${error.message}</h1>`));
}

function statusOf(error: Error): number {
  if ('status' in error && typeof error.status === 'number') return error.status;
  return error instanceof TypeError || error instanceof SyntaxError ? 400 : 502;
}
