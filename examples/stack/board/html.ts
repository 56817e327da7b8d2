/** Markup that may stand in a page as it is. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = Html | string | number | undefined | readonly Part[];

/** Markup with values in it, which are text unless they are markup themselves. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  return new Html(
    strings
      .map((string, index) => (index === 0 ? '' : textOf(values[index - 1])) + string)
      .join(''),
  );
}

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.text;
  return Array.isArray(part) ? part.map(textOf).join('') : escaped(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A page of the board. `script` is a file of ../page, and runs when the page is there. */
export function page(title: string, main: Html, script?: string): string {
  const { text } = html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="icon" href="data:," />
    ${['style', 'board', 'trace', 'text'].map((name) => html`<link rel="stylesheet" href="/${name}.css" />`)}
    ${script === undefined ? '' : html`<script type="module" src="/${script}"></script>`}
  </head>
  <body>
    <nav>
      <a href="/">Stack</a>
      <a href="/search">Traces</a>
      <a href="/runbooks/">Runbooks</a>
      <a href="/d/">Dashboards</a>
      <a href="/explore">Explore</a>
    </nav>
    <main>${main}</main>
  </body>
</html>
`;
  return text;
}
