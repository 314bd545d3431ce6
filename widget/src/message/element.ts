// Elements by hand: no markup is ever parsed, so no text of a campaign can become markup.
import { guarded } from "../boundary";

type Props = Record<string, unknown>;

/** Attributes by name, of which true says "true"; `on…` adds a listener; null, undefined and false leave the attribute out. */
export function el(tag: string, props: Props = {}, ...children: (Node | string | null)[]): HTMLElement {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), guarded(value as () => void));
    else if (value != null && value !== false) element.setAttribute(name, `${value}`);
  }
  element.append(...children.filter((child) => child != null));
  return element;
}
