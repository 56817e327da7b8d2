import { getJson } from './get-json.ts';

export type Labels = Readonly<Record<string, string>>;

/** An alert as Prometheus has it. */
export interface RuleAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly state: 'pending' | 'firing';
  readonly activeAt: string;
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

interface QueryData {
  readonly resultType: string;
  readonly result: unknown;
}

/** Prometheus's API, as far as the page needs it. */
export class Prometheus {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  async alerts(): Promise<readonly RuleAlert[]> {
    return (await this.#get<{ alerts: RuleAlert[] }>('alerts')).alerts;
  }

  /** What an expression is now. */
  async query(expression: string): Promise<Sample[]> {
    const search = new URLSearchParams({ query: expression });
    const { resultType, result } = await this.#get<QueryData>(`query?${search}`);
    if (resultType === 'scalar') {
      const [, value] = result as [number, string];
      return [{ labels: {}, value: numberOf(value) }];
    }
    if (resultType !== 'vector') throw new Error(`This is a ${resultType}, not a value per series`);
    return (result as { metric: Labels; value: [number, string] }[]).map(
      ({ metric, value: [, value] }) => ({ labels: metric, value: numberOf(value) }),
    );
  }

  async #get<T>(path: string): Promise<T> {
    const { data } = (await getJson(`${this.#url}/api/v1/${path}`)) as { data: T };
    return data;
  }
}

/** `NaN`, `+Inf` and `-Inf` among them. */
function numberOf(text: string): number {
  return Number(text.replace('Inf', 'Infinity'));
}
