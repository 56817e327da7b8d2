import { makeId } from '../wire/ids.ts';
import type { Content } from './content.ts';

/** A block as it is sent: a {@link Content} with everything filled in. */
export interface Block {
  type: string;
  text?: string;
  thinking?: string;
  signature?: string;
  citations?: readonly object[] | null;
  name?: string;
  input?: object;
  [field: string]: unknown;
}

const caller = { type: 'direct' };

/** What the API adds to a block that the script left out. */
export function completeBlock(content: Content): Block {
  switch (content.type) {
    case 'text':
      return { citations: null, ...content };
    case 'thinking':
      return { signature: 'EqQBCgIYAhIMZmFrZS1jbGF1ZGU=', ...content };
    case 'tool_use':
      return { id: makeId('toolu'), caller, ...content };
    case 'server_tool_use':
      return { id: makeId('srvtoolu'), caller, ...content };
    case 'web_search_tool_result':
      return { caller, ...content };
    default:
      return { ...content };
  }
}
