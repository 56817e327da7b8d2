import { endOpenCalls } from '../call/open-calls.ts';
import { guard, warnOnce } from '../guard.ts';
import type { ClaudeClient, Members } from './client.ts';

// biome-ignore lint/suspicious/noExplicitAny: a member of the SDK is called with whatever it is given
export type Member = (this: any, ...args: any[]) => any;

/** Marks an instrumented client. From the registry, so that two copies of this package agree. */
const INSTRUMENTED = Symbol.for('spanthropic.instrumented');

/** Whether any copy of this package has instrumented `client`. */
export function isInstrumented(client: object): boolean {
  return Object.hasOwn(client, INSTRUMENTED);
}

/** Takes the overrides off a client; false when it has none. */
export function removeOverrides(client: object): boolean {
  const overrides = (client as Members)[INSTRUMENTED];
  if (!isInstrumented(client) || !isRemovable(overrides)) return false;
  overrides.remove();
  return true;
}

const isRemovable = (value: unknown): value is { remove(): void } =>
  typeof value === 'object' &&
  value !== null &&
  'remove' in value &&
  typeof value.remove === 'function';

/**
 * The overrides on one client: own properties, as invisible as can be, and the exact descriptors to
 * put back.
 */
export class Overrides {
  /** Whether the overrides observe. After `remove()` one that somebody wrapped only passes through. */
  active = true;
  readonly client: ClaudeClient;
  readonly #restored = new Map<PropertyKey, PropertyDescriptor | undefined>();
  readonly #ours = new Map<PropertyKey, unknown>();

  constructor(client: ClaudeClient) {
    this.client = client;
    this.#define(INSTRUMENTED, this);
  }

  /** Overrides a method. Where the client has none, says once what is lost, and is done. */
  add(name: string, lost: string, make: (original: Member) => Member): void {
    const present = (this.client as unknown as Members)[name];
    if (typeof present !== 'function') {
      warnOnce(`this @anthropic-ai/sdk has no ${name}(): ${lost} cannot be observed`);
      return;
    }
    const own = Object.hasOwn(this.client, name);
    const { client } = this;
    // Looked up at each call, so that a prototype that is patched or replaced later is heeded as it would be without us.
    const original: Member = function (...args) {
      return (own ? present : Reflect.get(Object.getPrototypeOf(client), name, this)).apply(
        this,
        args,
      );
    };
    const override = make(original);
    const self = this;
    const member: Member = function (...args) {
      return (self.active ? override : original).apply(this, args);
    };
    Object.defineProperty(member, 'name', { value: name, configurable: true });
    Object.defineProperty(member, 'length', { value: present.length, configurable: true });
    this.#define(name, member);
  }

  /** Whether this member is overridden: the client has it. */
  has(name: string): boolean {
    return this.#ours.has(name);
  }

  /** Replaces an own data property, such as `fetch`, which stays as enumerable as it was. */
  replace(name: string, value: unknown): void {
    this.#define(name, value);
  }

  /** Puts back what was there, except where somebody else has put something on top since. */
  remove(): void {
    this.active = false;
    // The next attempt of a call that is asleep would go unseen, and its sleep seem to last until then.
    guard(() => endOpenCalls((call) => call.owner === this && call.asleep));
    for (const [name, descriptor] of this.#restored) {
      if (Object.getOwnPropertyDescriptor(this.client, name)?.value !== this.#ours.get(name))
        continue;
      if (descriptor) Object.defineProperty(this.client, name, descriptor);
      else Reflect.deleteProperty(this.client, name);
    }
  }

  #define(name: PropertyKey, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(this.client, name);
    this.#restored.set(name, before);
    this.#ours.set(name, value);
    Object.defineProperty(this.client, name, {
      value,
      enumerable: before?.enumerable ?? false,
      writable: true,
      configurable: true,
    });
  }
}
