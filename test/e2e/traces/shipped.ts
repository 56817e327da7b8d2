import { readFile } from 'node:fs/promises';

const manifest = import.meta.resolve('@spanthropic/observability/package.json');

/** The text of a configuration as it is shipped. */
export function shipped(name: 'jaeger.yaml' | 'collector.yaml'): Promise<string> {
  return readFile(new URL(`./stack/${name}`, manifest), 'utf8');
}
