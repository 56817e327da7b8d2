import { cpus } from 'node:os';

/** Does something with each item, as many at once as there are processors, in this order. */
export async function inParallel<T>(
  items: Iterable<T>,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const work = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await act(item);
  };
  await Promise.all(cpus().map(work));
}
