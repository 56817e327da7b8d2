import type { Attributes } from '@opentelemetry/api';
import { OTHER } from '../bounds.ts';
import * as names from '../semconv.ts';
import type { AttributeSet } from './attribute-sets.ts';
import type { Bounded } from './overflow.ts';
import { Series } from './series.ts';

/** What one series is known by: its complete set of attributes. */
export interface SeriesIdentity {
  readonly method: string;
  readonly provider: string;
  readonly serverAddress: string | undefined;
  readonly clientName: string | undefined;
  readonly model: string | undefined;
  readonly added: AttributeSet;
}

/** The series of one meter provider, of all its clients. */
export class AllSeries {
  readonly #series = new Map<string, Series>();

  /** The series that is known so, or a new one, at zero. Undefined when there are `most` already. */
  find(identity: SeriesIdentity, most: number): Series | undefined {
    const series = this.#series.get(keyOf(identity));
    return series ?? (this.#series.size < most ? this.make(identity) : undefined);
  }

  /** The series that is known so, or a new one, at zero. */
  make(identity: SeriesIdentity): Series {
    const key = keyOf(identity);
    let series = this.#series.get(key);
    if (series === undefined) {
      series = new Series(attributesOf(identity), foldedIn(identity));
      this.#series.set(key, series);
    }
    return series;
  }

  *[Symbol.iterator](): Iterator<Series> {
    yield* this.#series.values();
  }
}

// The model comes last: of all these it alone may be any text.
const keyOf = ({
  method,
  provider,
  serverAddress,
  clientName,
  model,
  added,
}: SeriesIdentity): string =>
  `${method} ${provider} ${serverAddress} ${clientName} ${added.key} ${model}`;

function attributesOf(identity: SeriesIdentity): Attributes {
  const { method, provider, serverAddress, clientName, model, added } = identity;
  return {
    ...added.attributes,
    [names.ATTR_PROVIDER_NAME]: provider,
    ...(model !== undefined && { [names.ATTR_REQUEST_MODEL]: model }),
    ...(serverAddress !== undefined && { [names.ATTR_SERVER_ADDRESS]: serverAddress }),
    [names.ATTR_METHOD]: method,
    ...(clientName !== undefined && { [names.ATTR_CLIENT_NAME]: clientName }),
  };
}

function foldedIn({ model, added }: SeriesIdentity): Bounded[] {
  return [
    ...(model === OTHER ? ['models' as const] : []),
    ...(added.folded ? ['attributes' as const] : []),
  ];
}
