import type { Node } from '../tree/node.ts';
import { describeAttempt } from './attempt.ts';
import { describeBackoff } from './backoff.ts';
import { describeCall } from './call.ts';
import type { Description, Fact } from './description.ts';
import { describeForeign } from './foreign.ts';

export function describe(node: Node): Description {
  const description = describeByRole(node);
  if (node.earlier) return { ...description, facts: [{ text: 'drawn above', tone: 'dim' }] };
  const facts = [...quieted(description, node), ...serviceOf(node)];
  if (node.span.end === undefined) facts.unshift({ text: 'not ended', tone: 'stall' });
  return { ...description, facts };
}

function describeByRole({ span, role }: Node): Description {
  switch (role) {
    case 'call':
      return describeCall(span);
    case 'attempt':
      return describeAttempt(span);
    case 'backoff':
      return describeBackoff(span);
    default:
      return describeForeign(span);
  }
}

/** A request that went well says nothing that its attempt does not. */
function quieted({ mark, facts }: Description, { role }: Node): Fact[] {
  const quiet = role === 'transport' && mark === undefined;
  return facts.map((fact) => (quiet ? { ...fact, tone: 'dim' } : fact));
}

/** Named where the trace passes from one service into another. */
function serviceOf({ span, parent }: Node): Fact[] {
  const changes = span.service !== undefined && span.service !== parent?.span.service;
  return changes ? [{ text: span.service, tone: 'dim' }] : [];
}
