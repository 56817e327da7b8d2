import type { Node } from '../tree/node.ts';
import { describeAttempt } from './attempt.ts';
import { describeBackoff } from './backoff.ts';
import { describeCall } from './call.ts';
import { type Description, type Fact, fact } from './description.ts';
import { describeForeign } from './foreign.ts';

export function describe(node: Node): Description {
  const description = describeByRole(node);
  if (node.role === 'unseen') return description;
  if (node.earlier) {
    const facts = [fact('dim', 'drawn above'), ...dimmed(description.facts)];
    return { ...description, facts };
  }
  const facts = [...quieted(description, node), ...serviceOf(node)];
  if (node.span.end === undefined) facts.unshift(fact('stall', 'not ended'));
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
    case 'unseen':
      return { label: span.name, facts: [fact('stall', 'still open, or lost')] };
    default:
      return describeForeign(span);
  }
}

/** A request that went well says nothing that its attempt does not. */
function quieted({ mark, facts }: Description, { role }: Node): Fact[] {
  const quiet = role === 'transport' && mark === undefined;
  return quiet ? dimmed(facts) : [...facts];
}

function dimmed(facts: readonly Fact[]): Fact[] {
  return facts.map(({ forms }) => fact('dim', ...forms));
}

/** Named where the trace passes from one service into another. */
function serviceOf({ span, parent }: Node): Fact[] {
  if (parent === undefined || span.service === undefined) return [];
  return span.service === parent.span.service ? [] : [fact('dim', span.service)];
}
