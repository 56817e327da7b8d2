import { METRICS } from '../../../packages/core/src/metrics/catalog.ts';
import * as names from '../../../packages/core/src/semconv.ts';
import type { Agenda } from './agenda.ts';
import type { Answer, Outcome } from './answer.ts';
import type { Limit } from './limit.ts';
import type { CallSet, OpenCall, Process } from './process.ts';
import type { Random } from './random.ts';
import type { Caller } from './scenario.ts';

export interface World {
  readonly agenda: Agenda;
  readonly random: Random;
  readonly limits: readonly Limit[];
}

/** One call of a service, as the SDK makes it: attempts, and sleeps between them. */
export class Call {
  readonly #world: World;
  readonly #process: Process;
  readonly #caller: Caller;
  readonly #set: CallSet;
  readonly #open: OpenCall;
  #attempt = 0;
  #over = false;

  constructor(world: World, process: Process, caller: Caller) {
    this.#world = world;
    this.#process = process;
    this.#caller = caller;
    this.#set = process.setOf(caller);
    this.#open = { since: world.agenda.now, sleep: undefined, streaming: false };
    this.#set.open.add(this.#open);
    this.#send();
    const { patience } = caller;
    if (patience !== undefined) {
      this.#later(this.#open.since + patience, () => {
        if (!this.#open.sleep) process.attemptEnded(this.#set, 'aborted', undefined);
        this.#end('aborted');
      });
    }
  }

  #send(): void {
    const { agenda, random } = this.#world;
    const { stream = true, answers } = this.#caller;
    this.#attempt++;
    this.#open.sleep = undefined;
    const answer = answers(agenda.now, random);
    const sent = agenda.now;
    if (stream && answer.status === 200) {
      this.#later(sent + answer.headers, () => {
        this.#open.streaming = true;
      });
    }
    if (stream && answer.firstToken !== undefined) {
      const { firstToken } = answer;
      this.#later(sent + firstToken, () => this.#set.record(METRICS.firstToken, firstToken));
    }
    for (const { at, phase } of answer.stalls ?? []) {
      this.#later(sent + at, () => this.#set.counts.stalls.add(phase));
    }
    // The headers say what is left, of a refusal too.
    if (answer.status !== undefined) this.#later(sent + answer.headers, () => this.#readLimits());
    this.#later(sent + answer.end, () => this.#answered(answer));
  }

  #answered(answer: Answer): void {
    const { maxRetries = 2, stream = true } = this.#caller;
    this.#open.streaming = false;
    const retried = answer.retried && this.#attempt <= maxRetries;
    // The body of what is retried is never read: it looks like any other 429.
    const outcome: Outcome =
      retried && answer.outcome === 'spend_limited' ? 'rate_limited' : answer.outcome;
    this.#process.attemptEnded(this.#set, outcome, answer.status);
    this.#set.record(METRICS.attemptDuration, answer.end, {
      [names.ATTR_ATTEMPT_OUTCOME]: outcome,
    });
    if (stream && answer.status === 200) {
      const end = outcome === 'ok' ? 'completed' : 'failed';
      this.#set.record(METRICS.streamDuration, answer.end - answer.headers, {
        [names.ATTR_STREAM_END]: end,
      });
    }
    if (retried) this.#sleep(answer, outcome);
    else this.#end(outcome);
  }

  #sleep({ retryAfter }: Answer, outcome: Outcome): void {
    const { agenda, random } = this.#world;
    const byDefault = Math.min(0.5 * 2 ** (this.#attempt - 1), 8) * (1 - 0.25 * random.next());
    const planned = retryAfter ?? byDefault;
    this.#open.sleep = { planned, until: agenda.now + planned };
    this.#later(agenda.now + planned, () => {
      this.#set.record(METRICS.backoffDuration, planned, {
        [names.ATTR_BACKOFF_SOURCE]: retryAfter === undefined ? 'default' : 'retry-after',
        [names.ATTR_ATTEMPT_OUTCOME]: outcome,
      });
      this.#send();
    });
  }

  #end(outcome: Outcome): void {
    this.#over = true;
    this.#set.open.delete(this.#open);
    this.#set.counts.calls.add(outcome, this.#attempt > 1);
  }

  #readLimits(): void {
    for (const limit of this.#world.limits) {
      const { model, method = 'messages.create' } = limit.plan;
      if (model !== this.#caller.model) continue;
      if (method !== (this.#caller.method ?? 'messages.create')) continue;
      this.#process.readings.set(limit.plan, limit.answer(this.#world.agenda.now));
    }
  }

  /** What happens unless the process, or the call, is gone by then. */
  #later(at: number, act: () => void): void {
    this.#world.agenda.add(at, () => {
      if (this.#process.alive && !this.#over) act();
    });
  }
}
