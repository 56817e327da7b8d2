import type { IncomingMessage } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import type { Request } from 'express';
import type { ClaudeClient } from 'spanthropic';
import { guard, type RequestOptions, ServedRequest } from 'spanthropic/request';
import type { ClaudeOptions, ClaudeRouteOptions } from './options.ts';
import { RouteTemplate } from './route-template.ts';

/** What the package knows of one request. */
export class Scope {
  readonly served: ServedRequest<ClaudeClient>;
  readonly #req: Request;
  readonly #template: RouteTemplate;
  readonly #options: ClaudeOptions;
  /** What routes said, the innermost last. */
  readonly #routes: ClaudeRouteOptions[] = [];
  #abortOnDisconnect: boolean | undefined;

  constructor(req: Request, client: ClaudeClient, options: ClaudeOptions) {
    this.#req = req;
    this.#template = new RouteTemplate(req);
    this.#options = options;
    this.served = new ServedRequest(this.#requestOptions(client));
    scopes.set(req, this);
  }

  get claude(): ClaudeClient {
    this.#noteTemplate();
    return this.served.claude;
  }

  enter(route: ClaudeRouteOptions): void {
    this.#routes.push(route);
    this.#abortOnDisconnect = undefined;
  }

  firstByte(): void {
    this.#noteTemplate();
    this.served.firstByte();
  }

  finished(): void {
    this.served.finished();
  }

  disconnected(): void {
    this.served.disconnected();
  }

  /** Inside a route Express knows best how it came there. */
  #noteTemplate(): void {
    guard(() => this.#template.current(), 'hooks');
  }

  /** Settled when it first matters, which is inside the route. */
  #aborts(): boolean {
    this.#abortOnDisconnect ??= this.#ask();
    return this.#abortOnDisconnect;
  }

  #ask(): boolean {
    const told = [this.#options, ...this.#routes].map((one) => one.abortOnDisconnect);
    const last = told.findLast((one) => one !== undefined) ?? true;
    return typeof last === 'boolean' ? last : (guard(() => last(this.#req), 'hooks') ?? true);
  }

  #attributes(): Attributes {
    const all = [this.#options, ...this.#routes].map(({ attributes }) => attributes?.(this.#req));
    return Object.assign({}, ...all);
  }

  #requestOptions(client: ClaudeClient): RequestOptions<ClaudeClient> {
    const aborts = (): boolean => this.#aborts();
    const { onSummary } = this.#options;
    return {
      client,
      route: () => this.#template.current(),
      attributes: () => this.#attributes(),
      get abortOnDisconnect() {
        return aborts();
      },
      onSummary: onSummary && ((summary) => onSummary(summary, this.#req)),
    };
  }
}

const scopes = new WeakMap<IncomingMessage, Scope>();

/** What is known of `req`; undefined where `claude()` has not seen it, or was told to skip it. */
export function scopeOf(req: IncomingMessage): Scope | undefined {
  return scopes.get(req);
}
