import { CopyLimit, copyJson } from './copy.ts';
import { compact, type Json, objectOf } from './json.ts';
import { withoutOpaque } from './opaque.ts';
import type { ContentPart } from './part.ts';

/** A part of an answer that comes in deltas. */
export class AssembledPart {
  readonly #part: ContentPart;
  #text = '';
  #json = '';
  readonly #citations: Json[] = [];

  /** `part` is what its block began with. */
  constructor(part: ContentPart) {
    this.#part = part;
  }

  /** Its next delta, as far as `limit` allows. Signatures, and kinds that are not known, are passed over. */
  delta(delta: Readonly<Record<string, unknown>>, limit: CopyLimit): void {
    switch (delta.type) {
      case 'text_delta':
        this.#text += kept(delta.text, limit);
        return;
      case 'thinking_delta':
        this.#text += kept(delta.thinking, limit);
        return;
      case 'input_json_delta':
        this.#json += kept(delta.partial_json, limit);
        return;
      case 'compaction_delta':
        // Comes once, with all of it.
        this.#text = kept(delta.content, limit);
        return;
      case 'citations_delta': {
        const citation = copyJson(delta.citation, limit);
        if (citation !== undefined) this.#citations.push(withoutOpaque(citation));
        return;
      }
    }
  }

  /** The part so far. Input that did not come to its end is the text that came. */
  whole(): ContentPart {
    const { content, server_tool_call: call, citations } = this.#part;
    const input = this.#json === '' ? undefined : parsed(this.#json);
    return {
      ...this.#part,
      ...compact({
        content:
          this.#text === ''
            ? content
            : `${typeof content === 'string' ? content : ''}${this.#text}`,
        citations: this.#citations.length === 0 ? citations : this.#citations,
        ...(call === undefined
          ? { arguments: input ?? this.#part.arguments }
          : { server_tool_call: input === undefined ? call : { ...objectOf(call), input } }),
      }),
    };
  }
}

function kept(text: unknown, limit: CopyLimit): string {
  return typeof text === 'string' ? limit.take(text) : '';
}

function parsed(json: string): Json {
  try {
    return copyJson(JSON.parse(json), new CopyLimit(json.length)) ?? json;
  } catch {
    return json;
  }
}
