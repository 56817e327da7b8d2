/** The samples of a page of metrics in Prometheus's text format. */
export class Exposition {
  readonly #samples: readonly (readonly [series: string, value: number])[];

  constructor(text: string) {
    this.#samples = text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]);
  }

  /** The sum over all series of a metric that have each of `labels` (`name="value"`). */
  sum(metric: string, ...labels: readonly string[]): number {
    return this.#samples
      .filter(([series]) => series.startsWith(`${metric}{`))
      .filter(([series]) => labels.every((label) => series.includes(label)))
      .reduce((sum, [, value]) => sum + value, 0);
  }
}

/** What `127.0.0.1:port` has to say. */
export async function scrape(address: string): Promise<Exposition> {
  return new Exposition(await (await fetch(`http://${address}/metrics`)).text());
}
