import { groupBy } from '../model/group-by.ts';
import { roleOf } from '../model/role.ts';
import type { Span } from '../model/span.ts';
import type { Node } from './node.ts';
import { unseenParent } from './unseen-parent.ts';

export interface Forest {
  /** By start. */
  readonly roots: readonly Node[];
  /** Whether some span has not ended yet, or a parent is not there. */
  readonly unfinished: boolean;
}

/**
 * Joins the spans of one trace to trees. Each span is in exactly one place: of several with the same id the last one
 * counts, and parents that go round in a circle (only a broken source has them) are cut open.
 */
export function growForest(spans: readonly Span[], earlier: readonly Span[] = []): Forest {
  const byId = new Map<string, Span>();
  for (const span of [...earlier, ...spans]) byId.set(span.id, span);
  const unseen = addUnseenParents(byId);
  const drawnBefore = new Set(earlier);
  const nodes = new Map<string, Node>();
  const roots: Node[] = [];
  for (const span of parentsFirst(byId)) {
    const parent = span.parentId === undefined ? undefined : nodes.get(span.parentId);
    const role = unseen.has(span) ? 'unseen' : roleOf(span, parent?.role);
    const node: Node = { span, role, parent, children: [], earlier: drawnBefore.has(span) };
    nodes.set(span.id, node);
    (parent?.children ?? roots).push(node);
  }
  let unfinished = false;
  for (const { span, children } of nodes.values()) {
    children.sort(byStart);
    unfinished ||= span.end === undefined;
  }
  return { roots: roots.sort(byStart), unfinished };
}

/** A parent of this process that is not there gets a stand-in; what came from another process is a root. */
function addUnseenParents(byId: Map<string, Span>): ReadonlySet<Span> {
  const unseen = new Set<Span>();
  const orphans = [...byId.values()].filter(
    ({ parentId, remoteParent }) => remoteParent === false && !byId.has(parentId ?? ''),
  );
  for (const [id, children] of groupBy(orphans, ({ parentId }) => parentId ?? '')) {
    unseen.add(unseenParent(id, children));
  }
  for (const span of unseen) byId.set(span.id, span);
  return unseen;
}

/** Yields each span after its parent, where there is one. */
function* parentsFirst(byId: ReadonlyMap<string, Span>): Iterable<Span> {
  const done = new Set<string>();
  for (const span of byId.values()) {
    const path = pathUp(span, byId, done);
    for (const each of path.reverse()) yield each;
  }
}

/** The span, its parent, and so on, up to one that was met before, which ends circles too. */
function pathUp(span: Span, byId: ReadonlyMap<string, Span>, done: Set<string>): Span[] {
  const path: Span[] = [];
  let each: Span | undefined = span;
  while (each !== undefined && !done.has(each.id)) {
    done.add(each.id);
    path.push(each);
    each = each.parentId === undefined ? undefined : byId.get(each.parentId);
  }
  return path;
}

function byStart(a: Node, b: Node): number {
  if (a.span.start !== b.span.start) return a.span.start < b.span.start ? -1 : 1;
  return 0;
}
