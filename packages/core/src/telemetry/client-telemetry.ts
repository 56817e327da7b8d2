import { type Attributes, context } from '@opentelemetry/api';
import type { CallObserver } from '../call/observer.ts';
import { guard } from '../guard.ts';
import type { RateLimits } from '../limits/rate-limits.ts';
import { CallMetrics } from '../metrics/call-metrics.ts';
import { type Fleet, fleetOf } from '../metrics/fleet.ts';
import { Membership } from '../metrics/membership.ts';
import { watchForProvider } from '../metrics/provider-watch.ts';
import type { DescribedCall, Settings } from '../options.ts';
import type { ClientFacts } from '../seam/client.ts';
import { readAdded } from './added-attributes.ts';
import { CallTelemetry } from './call-telemetry.ts';
import { CallTrace } from './call-trace.ts';
import { currentServing } from './served.ts';
import { currentTracer } from './tracing.ts';

/** What telemetry keeps of one instrumented client and its copies. */
export class ClientTelemetry {
  readonly settings: Settings;
  readonly limits: RateLimits;
  readonly #facts: ClientFacts;
  readonly #fleet: Fleet;
  /** Of all calls without spans, metrics and a request that they serve: nothing is kept of any. */
  readonly #unrecorded = new CallTelemetry(this, undefined, undefined, undefined);

  constructor(settings: Settings, facts: ClientFacts) {
    this.settings = settings;
    this.#facts = facts;
    this.#fleet = fleetOf(settings.meterProvider);
    this.limits = this.#fleet.limits(settings.name);
  }

  /** The client is observed from now on. */
  join(): Membership {
    const membership = new Membership(this.#fleet, this.#facts.sdkVersion);
    for (const model of this.settings.models) this.#expect(model);
    watchForProvider(this.#fleet);
    return membership;
  }

  /** Begins to observe a call, in the present context. Never throws. */
  observeCall(): CallObserver | undefined {
    return guard(() => {
      const trace = this.#trace();
      const metrics = this.#metrics();
      // Taken at the start: contexts are lost in the callbacks of an abort.
      const serving = currentServing();
      if (!trace && !metrics && !serving) return this.#unrecorded;
      return new CallTelemetry(this, trace, metrics, serving);
    }, 'spans');
  }

  /** What the application adds to a call. */
  added(call: DescribedCall): Attributes | undefined {
    const { attributes } = this.settings;
    return attributes && guard(() => readAdded(attributes(call)), 'hooks');
  }

  #expect(model: string): void {
    const { name, attributes } = this.settings;
    const { provider, serverAddress } = this.#facts;
    const method = 'messages.create';
    for (const stream of attributes ? [false, true] : [false]) {
      this.#fleet.expect({
        clientName: name,
        call: { method, model, provider, serverAddress },
        added: this.added({ method, model, stream }),
      });
    }
  }

  #trace(): CallTrace | undefined {
    return guard(() => {
      const tracer = currentTracer(this.settings.tracerProvider);
      return tracer && new CallTrace(this.settings, tracer, context.active());
    }, 'spans');
  }

  #metrics(): CallMetrics | undefined {
    return guard(() => {
      const metering = this.#fleet.metering();
      const { name, semconv } = this.settings;
      return metering && new CallMetrics(metering, metering.client(name), semconv);
    }, 'metrics');
  }
}
