import { textOf } from './attributes.ts';
import type { Span } from './span.ts';

/**
 * What a span is in the story of a trace. `transport` is the HTTP request beneath an attempt, `other` is foreign, and
 * `unseen` stands for a parent that has not ended or was lost.
 */
export type Role = 'call' | 'attempt' | 'backoff' | 'transport' | 'other' | 'unseen';

/** Operations of the SDK's own tracing that are not calls: they hold calls, or run a tool between two of them. */
const NOT_CALLS = new Set(['invoke_agent', 'execute_tool']);

export function roleOf(span: Span, parentRole: Role | undefined): Role {
  if (span.name === 'claude.attempt') return 'attempt';
  if (span.name === 'claude.backoff') return 'backoff';
  if (isTransport(span, parentRole)) return 'transport';
  return isCall(span) ? 'call' : 'other';
}

function isTransport(span: Span, parentRole: Role | undefined): boolean {
  if (span.scope.endsWith('instrumentation-undici')) return true;
  return parentRole === 'attempt' && span.scope.endsWith('instrumentation-http');
}

function isCall(span: Span): boolean {
  const { attributes } = span;
  if (attributes['spanthropic.attempts'] !== undefined) return true;
  if (attributes['spanthropic.call.outcome'] !== undefined) return true;
  const operation = textOf(attributes, 'gen_ai.operation.name');
  if (operation !== undefined) return !NOT_CALLS.has(operation);
  return span.scope === 'spanthropic';
}
