import type { Attributes } from '@opentelemetry/api';
import { AdmittedNames, OTHER } from '../bounds.ts';
import type { CallStart } from '../events.ts';
import { isInference } from '../inference.ts';
import type { AllSeries } from './all-series.ts';
import { AttributeSets } from './attribute-sets.ts';
import { ModelNames } from './model-names.ts';
import { countOverflow } from './overflow.ts';
import type { Series } from './series.ts';

/** What the series of a call are known by. */
export type SeriesOf = Pick<CallStart, 'method' | 'model' | 'provider' | 'serverAddress'>;

/**
 * How many complete sets of attributes a provider is told of. An SDK of OpenTelemetry takes 2,000 sets of
 * one metric, and makes rubbish of what observable ones have beyond: here each set has 17 of calls.
 */
export const MOST_SERIES = 100;

/** How many there may be after added attributes have given way: the model says more. */
const MOST_FOLDED = 112;

/** The series of one client name. Bounded: names that come from outside end in `_OTHER`. */
export class ClientSeries {
  readonly errorTypes = new AdmittedNames();
  readonly #clientName: string | undefined;
  readonly #all: AllSeries;
  readonly #models = new ModelNames();
  readonly #sets = new AttributeSets();

  constructor(clientName: string | undefined, all: AllSeries) {
    this.#clientName = clientName;
    this.#all = all;
  }

  /** The series of a call that begins, at zero if it is the first of its kind. */
  of(call: SeriesOf, added: Attributes | undefined): Series {
    const series = this.#find(call, added);
    for (const what of series.folded) countOverflow(what);
    return series;
  }

  /** The API has answered a call. */
  answered(call: SeriesOf, status: number): void {
    if (isInference(call) && call.model !== undefined) this.#models.answered(call.model, status);
  }

  #find(call: SeriesOf, added: Attributes | undefined): Series {
    const { method, provider, serverAddress } = call;
    // Only inference has a model in its metrics; of other methods it may be anything.
    const model = isInference(call) && call.model ? this.#models.label(call.model) : undefined;
    const set = this.#sets.admit(added);
    const clientName = this.#clientName;
    const whole = { method, provider, serverAddress, clientName, model, added: set };
    const series = this.#all.find(whole, MOST_SERIES);
    if (series) return series;
    const fewer = { ...whole, added: this.#sets.fold(set) };
    return (
      this.#all.find(fewer, MOST_FOLDED) ??
      this.#all.make({
        ...fewer,
        model: model && OTHER,
        serverAddress: serverAddress && OTHER,
      })
    );
  }
}
