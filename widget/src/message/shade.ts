// An element of ours on the page, out of reach of the page's style sheets.

/** The element, which stands nowhere yet, and its root. */
export function shade(name: string, css: string, isOpen: boolean): [host: HTMLElement, root: ShadowRoot] {
  const host = document.createElement(name);
  const root = host.attachShadow({ mode: isOpen ? "open" : "closed" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  return [host, root];
}
