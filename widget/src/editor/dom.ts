// What the editor finds on its page.
export function one<E extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document): E {
  const found = within.querySelector<E>(selector);
  if (!found) throw new Error(`nothing is ${selector}`);
  return found;
}

export const all = <E extends HTMLElement = HTMLElement>(selector: string, within: ParentNode = document): E[] => [
  ...within.querySelectorAll<E>(selector),
];

/** What the server put into the page for us. */
export const json = <T>(id: string): T => JSON.parse(one(`#${id}`).textContent ?? "null");

export type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

export const buttonAt = ({ target }: Event): HTMLButtonElement | null =>
  (target as Element).closest<HTMLButtonElement>("button");

/** The nearest place around a path that is there: `variants.a.steps.0.next`, then `variants.a.steps.0` and so on. */
export function around<T>(path: string, find: (path: string) => T | null | undefined): T | undefined {
  for (let keys = path.split("."); keys.length; keys = keys.slice(0, -1)) {
    const found = find(keys.join("."));
    if (found) return found;
  }
  return undefined;
}
