import type { Attributes } from '@opentelemetry/api';
import { AdmittedNames, OTHER } from '../bounds.ts';
import type { CallStart } from '../events.ts';
import { isInference } from '../inference.ts';
import * as names from '../semconv.ts';
import { type AttributeSet, AttributeSets } from './attribute-sets.ts';
import { ModelNames } from './model-names.ts';
import { countOverflow } from './overflow.ts';
import { Series } from './series.ts';

/** What the series of a call are known by. */
export type SeriesOf = Pick<CallStart, 'method' | 'model' | 'provider' | 'serverAddress'>;

/**
 * How many complete sets there may be: with 16 zeros each, an SDK of OpenTelemetry folds more than
 * 2,000 of one metric into one series without a name.
 */
const MOST_SERIES = 120;

/** The series of one client name. Bounded: names that come from outside end in `_OTHER`. */
export class ClientSeries {
  readonly models = new ModelNames();
  /** Of the answers; an alias is answered by a dated name. */
  readonly responseModels = new AdmittedNames();
  readonly errorTypes = new AdmittedNames();
  readonly #clientName: string | undefined;
  readonly #sets = new AttributeSets();
  readonly #series = new Map<string, Series>();

  constructor(clientName: string | undefined) {
    this.#clientName = clientName;
  }

  /** The series of a call that begins, at zero if it is the first of its kind. */
  of(call: SeriesOf, added: Attributes | undefined): Series {
    const set = this.#sets.admit(added);
    // Only inference has a model in its metrics; of other methods it may be anything.
    const model = isInference(call) && call.model ? this.models.label(call.model) : undefined;
    return this.#find(call, model, set) ?? this.#folded(call, model, added);
  }

  *[Symbol.iterator](): Iterator<Series> {
    yield* this.#series.values();
  }

  #find(call: SeriesOf, model: string | undefined, set: AttributeSet): Series | undefined {
    const series = this.#series.get(keyOf(call, model, set));
    if (series || this.#series.size >= MOST_SERIES) return series;
    return this.#make(call, model, set);
  }

  /** Added attributes give way first: the model says more. */
  #folded(call: SeriesOf, model: string | undefined, added: Attributes | undefined): Series {
    const set = this.#sets.fold(added);
    const found = this.#find(call, model, set);
    if (found) return found;
    if (model !== undefined) countOverflow('models');
    return this.#make(call, model && OTHER, set);
  }

  #make(call: SeriesOf, model: string | undefined, set: AttributeSet): Series {
    const key = keyOf(call, model, set);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = new Series(this.#attributes(call, model, set));
      this.#series.set(key, series);
    }
    return series;
  }

  #attributes(call: SeriesOf, model: string | undefined, set: AttributeSet): Attributes {
    return {
      ...set.attributes,
      [names.ATTR_PROVIDER_NAME]: call.provider,
      ...(model !== undefined && { [names.ATTR_REQUEST_MODEL]: model }),
      ...(call.serverAddress !== undefined && { [names.ATTR_SERVER_ADDRESS]: call.serverAddress }),
      [names.ATTR_METHOD]: call.method,
      ...(this.#clientName !== undefined && { [names.ATTR_CLIENT_NAME]: this.#clientName }),
    };
  }
}

const keyOf = (call: SeriesOf, model: string | undefined, set: AttributeSet): string =>
  `${call.method} ${model} ${call.serverAddress} ${call.provider} ${set.key}`;
