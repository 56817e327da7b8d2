/** An element with properties and children; strings are text. Data of attributes goes by `dataset`. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  const { dataset = {}, ...rest } = properties;
  Object.assign(made, rest);
  Object.assign(made.dataset, dataset);
  made.append(...children.flat().filter((child) => child !== undefined));
  return made;
}

/** A link, where the address is one that a link may have. */
export function link(text, address, className = '') {
  const url = URL.canParse(address, location.href) ? new URL(address, location.href) : undefined;
  const isSafe = url?.protocol === 'http:' || url?.protocol === 'https:';
  return isSafe ? element('a', { href: url.href, className }, text) : undefined;
}

const shown = new WeakMap();

/** Fills a container anew, but only when what it shows has changed: whoever reads there is not disturbed. */
export function show(container, data, render) {
  const key = JSON.stringify(data);
  if (shown.get(container) === key) return;
  shown.set(container, key);
  container.replaceChildren(...[render(data)].flat());
}
