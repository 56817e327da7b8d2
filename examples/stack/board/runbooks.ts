import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Marked, type Tokens } from 'marked';
import { escaped, Html, html, page } from './html.ts';

/** A name that cannot lead anywhere else. */
const NAME = /^[A-Za-z0-9_-]+\.md$/;

/** What a link may begin with: a web address, or the name of another file. */
const ADDRESS = /^(https?:\/\/|[^:]*$)/i;

const marked = new Marked({
  walkTokens(token) {
    if (token.type === 'link' && !ADDRESS.test(token.href)) token.href = '#';
  },
  renderer: {
    // Markup in a runbook is text: whoever edits one writes Markdown.
    html: ({ text }: Tokens.HTML | Tokens.Tag) => escaped(text),
    // The queries of a runbook, each one click from its answer.
    code({ text, lang }: Tokens.Code) {
      const code = `<pre><code>${escaped(text)}</code></pre>`;
      if (lang !== 'promql') return code;
      const link = `/explore?${new URLSearchParams({ expr: text })}`;
      return `<div class="query">${code}<a class="button" href="${escaped(link)}">Run</a></div>`;
    },
  },
});

/** Runbooks of a folder, as pages. */
export class Runbooks {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(): Promise<string> {
    const names = (await readdir(this.#folder)).filter((name) => NAME.test(name)).sort();
    const items = names.map(
      (name) => html`<li><a href="/runbooks/${name}">${name.replace(/\.md$/, '')}</a></li>`,
    );
    return page('Runbooks', html`<h1>Runbooks</h1><ul class="plain">${items}</ul>`);
  }

  /** Undefined where there is no such runbook. */
  async page(name: string): Promise<string | undefined> {
    if (!NAME.test(name)) return undefined;
    const text = await readFile(join(this.#folder, name), 'utf8').catch(() => undefined);
    if (text === undefined) return undefined;
    const article = new Html(await marked.parse(text));
    return page(name.replace(/\.md$/, ''), html`<article class="runbook">${article}</article>`);
  }
}
