import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { countFailure } from '../failures.ts';
import { report } from '../guard.ts';
import * as names from '../semconv.ts';

/** As Prometheus has it: two that are one there would spoil the scrape of everything. */
const asLabel = (name: string): string => name.replace(/[^a-z0-9]+/gi, '_');

/** What is said of calls already, and the label of a histogram's buckets. */
const TAKEN: ReadonlySet<string> = new Set(
  ['le', ...Object.values(names)].map((name) => asLabel(name)),
);

/**
 * Reads what the application's `attributes()` returned. What is no attribute (an object, a function, a
 * promise) and what would take the place of one of ours is left out and counted: in a metric it would cost
 * all that is measured. Undefined where nothing is left.
 */
export function readAdded(returned: unknown): Attributes | undefined {
  if (returned === undefined || returned === null) return undefined;
  if (returned instanceof Promise) returned.catch((problem) => report(problem, 'hooks'));
  const isRecord =
    typeof returned === 'object' && !Array.isArray(returned) && !(returned instanceof Promise);
  const added: Attributes = {};
  const labels = new Set<string>();
  let bad = !isRecord;
  for (const [name, value] of isRecord ? Object.entries(returned) : []) {
    if (value === undefined || value === null) continue;
    const label = asLabel(name);
    const attribute = readValue(value);
    if (
      attribute === undefined ||
      !/^[a-z_]/i.test(label) ||
      TAKEN.has(label) ||
      labels.has(label)
    ) {
      bad = true;
      continue;
    }
    labels.add(label);
    added[name] = attribute;
  }
  if (bad) countFailure('hooks');
  return labels.size === 0 ? undefined : added;
}

type Scalar = string | number | boolean;

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

function readValue(value: unknown): AttributeValue | undefined {
  if (isScalar(value)) return value;
  // A list of the application's own, which may change.
  return Array.isArray(value) && value.every(isScalar) ? [...value] : undefined;
}
