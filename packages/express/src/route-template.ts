import type { Request } from 'express';
import { type Layer, match, type Path, UNPROVEN, written } from './layer.ts';

interface Router {
  readonly stack?: readonly Layer[] | undefined;
}

/** An application, as far as its routes go. */
interface App {
  /** Public: the application that it is mounted in. */
  readonly parent?: App | undefined;
  /** Express 4, whose `router` throws. */
  readonly _router?: Router | undefined;
  /** Express 5: a {@link Router}, whatever the types of the day say. */
  readonly router?: unknown;
}

interface Route {
  readonly path: Path;
}

/**
 * The template of the route that a request takes, such as `/tenants/:tenant/chat`. A route knows its own path only,
 * and the request what was there in place of its mounts, until it leaves them: so the way to the route is looked
 * for in the routers. A mount that does not show there is `/*`.
 */
export class RouteTemplate {
  readonly #req: Request;
  readonly #root: App | undefined;
  #route: Route | undefined;
  #template: string | undefined;

  constructor(req: Request) {
    this.#req = req;
    this.#root = outermost(req.app);
  }

  /** As it is now; undefined while no route has matched. Kept, for inside the route it is known best. */
  current(): string | undefined {
    const route: Route | undefined = this.#req.route;
    if (route !== undefined && route !== this.#route) {
      this.#template = this.#templateOf(route);
      this.#route = route;
    }
    return this.#template;
  }

  #templateOf(route: Route): string {
    const { baseUrl, url, app } = this.#req;
    const [path = ''] = `${baseUrl}${url}`.split('?');
    const apps = withParents(app);
    return (
      wayThrough(this.#root && routerOf(this.#root), this.#root, path) ??
      joined(UNPROVEN, written(route.path))
    );

    function wayThrough(
      router: Router | undefined,
      owner: App | undefined,
      path: string,
    ): string | undefined {
      for (const layer of router?.stack ?? []) {
        const inside = layer.route ? undefined : innerOf(layer, owner, apps);
        if (layer.route !== route && !inside) continue;
        const taken = match(layer, path);
        if (!taken) continue;
        if (!inside) return taken.template || '/';
        const rest = `/${path.slice(taken.path.length).replace(/^\//, '')}`;
        const way = wayThrough(inside.router, inside.owner, rest);
        if (way !== undefined) return joined(taken.template, way);
      }
      return undefined;
    }
  }
}

/** What a mount leads to: a router, or an application. */
function innerOf(
  layer: Layer,
  owner: App | undefined,
  apps: readonly App[],
): { router: Router | undefined; owner?: App } | undefined {
  // What an application makes of another does not say which.
  const mounted =
    layer.name === 'mounted_app'
      ? apps.find(({ parent }) => parent !== undefined && parent === owner)
      : undefined;
  if (mounted) return { router: routerOf(mounted), owner: mounted };
  const handle = layer.handle as (Router & App & { readonly set?: unknown }) | undefined;
  if (Array.isArray(handle?.stack)) return { router: handle };
  return handle && typeof handle.set === 'function'
    ? { router: routerOf(handle), owner: handle }
    : undefined;
}

function joined(mount: string, rest: string): string {
  const prefix = mount.replace(/\/+$/, '');
  return rest === '/' ? prefix || '/' : `${prefix}${rest}`;
}

function routerOf(app: App): Router | undefined {
  return app._router ?? (app.router as Router | undefined);
}

function withParents(app: App): App[] {
  const apps: App[] = [];
  for (let one: App | undefined = app; one; one = one.parent) apps.push(one);
  return apps;
}

function outermost(app: App): App | undefined {
  return withParents(app).at(-1);
}
