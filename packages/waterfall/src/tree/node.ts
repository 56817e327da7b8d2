import type { Role } from '../model/role.ts';
import type { Span } from '../model/span.ts';

export interface Node {
  readonly span: Span;
  readonly role: Role;
  readonly parent: Node | undefined;
  /** By start. */
  readonly children: Node[];
  /** Whether the span is in an earlier drawing already, and here only to show where the new ones belong. */
  readonly earlier: boolean;
}
