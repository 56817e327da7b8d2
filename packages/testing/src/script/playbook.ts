import type { ReceivedRequest } from '../wire/received-request.ts';
import { checkScript, checkSteps } from './check-script.ts';
import { callHeader, type RequestMatch, type Script, type ScriptedCall } from './script.ts';
import type { Step } from './step.ts';

/** Whose turn a request is: the call it belongs to, and the step that this attempt gets. */
export interface Turn {
  /** Empty when no call was chosen. */
  call: string;
  /** 1-based within the call. */
  attempt: number;
  step: Step;
}

/** The calls of the script, and how far each has come. */
export class Playbook {
  readonly #calls = new Map<string, ScriptedCall>();
  readonly #attempts = new Map<string, number>();
  readonly #scripted: boolean;

  constructor(script: Script | undefined) {
    for (const call of checkScript(script ?? {})) this.#calls.set(call.id, call);
    this.#scripted = this.#calls.size > 0;
  }

  /** Adds a call while the server runs. */
  add(id: string, steps: readonly Step[]): void {
    if (this.#calls.has(id))
      throw new TypeError(`fake-claude: call "${id}" is in the script already`);
    this.#calls.set(id, { id, steps: checkSteps(id, steps) });
  }

  /** Takes the next step for a request. */
  next(request: ReceivedRequest): Turn {
    const named = request.headers[callHeader];
    const call = named === undefined ? this.#fitting(request) : this.#calls.get(named);
    const id = call?.id ?? named ?? '';
    const attempt = (this.#attempts.get(id) ?? 0) + 1;
    this.#attempts.set(id, attempt);
    return { call: id, attempt, step: this.#step(call, named, attempt) };
  }

  #fitting(request: ReceivedRequest): ScriptedCall | undefined {
    for (const call of this.#calls.values()) {
      if (call.match !== undefined && fits(call.match, request)) return call;
    }
    return this.#calls.get('default');
  }

  #step(call: ScriptedCall | undefined, named: string | undefined, attempt: number): Step {
    if (call !== undefined) return stepFor(call, attempt) ?? ranOut(call, attempt);
    if (named !== undefined) return mistake(`no call "${named}" is in the script`);
    if (this.#scripted) {
      const ways = `it has no ${callHeader} header, no match fits it, and there is no call "default"`;
      return mistake(`this request is in no call of the script: ${ways}`);
    }
    return { kind: 'ok' };
  }
}

function fits(match: RequestMatch, request: ReceivedRequest): boolean {
  const { method, path, model, bodyIncludes, headers = {} } = match;
  const ofRequest = path?.includes('?') ? request.path : request.url.pathname;
  return (
    (method === undefined || method.toUpperCase() === request.method) &&
    (path === undefined || path === ofRequest) &&
    (model === undefined || model === request.model) &&
    (bodyIncludes === undefined || request.body.includes(bodyIncludes)) &&
    Object.entries(headers).every(
      ([name, value]) => (request.headers[name.toLowerCase()] ?? null) === value,
    )
  );
}

function timesOf({ times = 1 }: Step): number {
  return times === 'forever' ? Number.POSITIVE_INFINITY : times;
}

function stepFor(call: ScriptedCall, attempt: number): Step | undefined {
  let last = 0;
  return call.steps.find((step) => {
    last += timesOf(step);
    return attempt <= last;
  });
}

function ranOut(call: ScriptedCall, attempt: number): Step {
  const steps = call.steps.reduce((sum, step) => sum + timesOf(step), 0);
  const has = steps === 1 ? '1 step' : `${steps} steps`;
  return mistake(`call "${call.id}" got attempt ${attempt} but its script has ${has}`);
}

/** The answer to a request that the script did not foresee; the SDK must not retry it. */
function mistake(message: string): Step {
  return { kind: 'status', code: 400, message: `fake-claude: ${message}`, shouldRetry: false };
}
