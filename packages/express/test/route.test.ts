import type { Express, Request, RequestHandler } from 'express';
import { describe, expect, it } from 'vitest';
import { claude } from '../src/index.ts';
import { bareClient, fakeClaude } from './support/claude.ts';
import { serve, sorry } from './support/serve.ts';
import { ROUTERS } from './support/versions.ts';

const fake = fakeClaude();

describe.each(ROUTERS)('the route of a request, in $version', ({ version, express }) => {
  const on = <T>(others: T, four: T, older = others): T =>
    ({ 'Express 5': others, 'Express 4': four })[version as string] ?? older;

  /** The route that the summary names for a request to `path`. */
  async function routeOf(path: string, prepare: (app: Express) => void): Promise<unknown> {
    const routes: (string | undefined)[] = [];
    const app = express();
    app.use(claude(bareClient(fake.api), { onSummary: ({ route }) => void routes.push(route) }));
    prepare(app);
    app.use(sorry);
    await (await fetch(`${await serve(app)}${path}`)).text();
    await expect.poll(() => routes).toHaveLength(1);
    return routes[0];
  }

  const items = () =>
    express
      .Router({ mergeParams: true })
      .get('/', (_req, res) => res.end('all'))
      .get('/:item', (_req, res) => res.end('one'))
      .get('/:item/broken', (_req, _res, next) => next(new Error('broken')));

  it.each([
    ['/', '/'],
    ['/?q=/chat/1', '/'],
    ['/chat/17', '/chat/:id'],
    ['/CHAT/17/?q=1', '/chat/:id'],
    ['/files/2026/11', '/files/:year/:month'],
  ])('of the application itself: %s', async (path, route) => {
    const ends = (_req: Request, res: { end(text: string): unknown }) => void res.end('ok');
    expect(
      await routeOf(path, (app) =>
        app.get('/', ends).get('/chat/:id', ends).get('/files/:year/:month', ends),
      ),
    ).toBe(route);
  });

  it('is undefined where none matched', async () => {
    expect(await routeOf('/nope/17', (app) => app.use('/items', items()))).toBeUndefined();
    expect(await routeOf('/items/7/8/9', (app) => app.use('/items', items()))).toBeUndefined();
  });

  it.each([
    ['/tenants/42/items/7', '/tenants/:tenant/items/:item'],
    ['/tenants/42/items', '/tenants/:tenant/items'],
    ['/tenants/a%2Fb/items/7', '/tenants/:tenant/items/:item'],
    ['/other/42/items/7', '/other/:tenant/items/:item'],
  ])('has the templates of its mounts: %s', async (path, route) => {
    const tenants = express.Router().use('/:tenant/items', items());
    expect(await routeOf(path, (app) => app.use('/tenants', tenants).use('/other', tenants))).toBe(
      route,
    );
  });

  it('has them also after an error has left the routers', async () => {
    const tenants = express.Router().use('/:tenant/items', items());
    expect(await routeOf('/tenants/42/items/7/broken', (app) => app.use('/tenants', tenants))).toBe(
      '/tenants/:tenant/items/:item/broken',
    );
  });

  it('never has what stood in the path', async () => {
    // A mount that is written in capitals, and called in others.
    expect(await routeOf('/API/7', (app) => app.use('/Api', items()))).toBe(
      on('/Api/:item', '/Api/:item', '/api/:item'),
    );
    // A parameter whose value is also in the path.
    expect(await routeOf('/items/items/7', (app) => app.use('/:kind/items', items()))).toBe(
      on('/:kind/items/:item', '/:kind/items/:item', '/*/:item'),
    );
  });

  it('of several paths is the one that matched', async () => {
    const prepare = (app: Express) =>
      app
        .use(['/v1', '/v2/:zone'], items())
        .get(['/a/:x', '/b/:y'], (_req, res) => void res.end('ok'));
    expect(await routeOf('/v1/7', prepare)).toBe(on('/v1/:item', '/*/:item'));
    expect(await routeOf('/v2/eu/7', prepare)).toBe(on('/v2/:zone/:item', '/*/:item'));
    expect(await routeOf('/b/7', prepare)).toBe(on('/b/:y', '/a/:x,/b/:y'));
  });

  it('of a regular expression is the expression', async () => {
    const prepare = (app: Express) =>
      app.use(/^\/rooms\/\d+/, items()).get(/^\/chat\/(\d+)$/, (_req, res) => void res.end('ok'));
    expect(await routeOf('/chat/17', prepare)).toBe('/^\\/chat\\/(\\d+)$/');
    expect(await routeOf('/rooms/42/7', prepare)).toBe(
      on('/^\\/rooms\\/\\d+/:item', '/*/:item', '/*/:item'),
    );
  });

  it('of an application in an application has where that is mounted', async () => {
    const leaf = express().get('/:leaf', (_req, res) => void res.end('ok'));
    const inner = express().use('/leaves/:tree', leaf);
    const prepare = (app: Express) =>
      app.use('/inner/:name', inner).use('/router', express.Router().use('/inner', inner));
    expect(await routeOf('/inner/1/leaves/2/3', prepare)).toBe('/inner/:name/leaves/:tree/:leaf');
    expect(await routeOf('/router/inner/leaves/2/3', prepare)).toBe(
      '/router/inner/leaves/:tree/:leaf',
    );
  });

  it('of such an application is kept when an error leaves it, if it was asked for inside', async () => {
    const fail: RequestHandler = (_req, _res, next) => next(new Error('broken'));
    const use: RequestHandler = (req, _res, next) => next(req.claude ? undefined : 'route');
    const inner = express().get('/broken', fail).get('/used/:id', use, fail);
    const prepare = (app: Express) => app.use('/inner/:name', inner);
    expect(await routeOf('/inner/1/used/2', prepare)).toBe('/inner/:name/used/:id');
    // Which application it was does not show from outside.
    expect(await routeOf('/inner/1/broken', prepare)).toBe('/*/broken');
  });

  it('has a * for a mount that does not show', async () => {
    const router = items();
    expect(
      await routeOf('/hidden/42/7', (app) =>
        app.use('/hidden/:x', (req, res, next) => router(req, res, next)),
      ),
    ).toBe('/*/:item');
  });

  it('is found in a path that middleware has rewritten', async () => {
    expect(
      await routeOf('/old/7', (app) =>
        app
          .use((req, _res, next) => {
            req.url = req.url.replace('/old', '/new');
            next();
          })
          .use('/new', items()),
      ),
    ).toBe('/new/:item');
  });
});
