import type { Labels } from './prometheus.ts';

/** A value with its unit, which is one of Grafana's names. */
export function quantity(value: number, unit = ''): string {
  if (!Number.isFinite(value)) return '-';
  if (unit === 'percentunit') return `${rounded(value * 100)} %`;
  if (unit === 's') return `${rounded(value)} s`;
  if (unit.endsWith('pm')) return `${rounded(value)} per minute`;
  return rounded(value);
}

function rounded(value: number): string {
  const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : 2;
  return value.toLocaleString('en', { maximumFractionDigits: digits });
}

/** Labels as Prometheus writes them, without those that say where a series comes from. */
export function labelsInShort(labels: Labels): string {
  const told = Object.entries(labels).filter(([name]) => !/^(__name__|instance|le)$/.test(name));
  return (
    told.map(([name, value]) => `${name}="${value}"`).join(', ') || (labels.__name__ ?? 'value')
  );
}
