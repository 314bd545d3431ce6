// What the shop's own page says: named values out of an element, a meta tag, the data layer or a global. Nothing is run.
import type { Variable } from "../config";
import { group, sources } from "../facts";

const LONGEST = 1000;

const READERS: Record<Variable["from"], (at: string) => unknown> = {
  selector(at) {
    const found = document.querySelector<HTMLInputElement>(at);
    return (found?.value ?? found?.textContent)?.trim();
  },
  meta: (at) =>
    [...document.querySelectorAll("meta")].find((meta) => [meta.name, meta.getAttribute("property")].includes(at))
      ?.content,
  data_layer: (at) => {
    const { dataLayer } = window as { dataLayer?: unknown };
    const told = Array.isArray(dataLayer) ? dataLayer.map((entry) => inside(entry, at)) : [];
    return told.findLast((value) => value != null);
  },
  js: (at) => inside(window, at),
};

sources.push(({ config: { variables = [] } }) =>
  group("page.var", Object.fromEntries(variables.map((variable) => [variable.name, read(variable)]))),
);

function read({ from, at, kind }: Variable): unknown {
  try {
    const value = READERS[from](at);
    return plain(kind === "number" && typeof value === "string" ? numberIn(value) : value);
  } catch {
    return null; // no selector, or a page whose own getter fails
  }
}

/** The value at `product.price`: own members only, so that no prototype is taken for the shop's word. */
const inside = (from: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (value, key) =>
        value != null && Object.hasOwn(Object(value), key) ? (value as Record<string, unknown>)[key] : null,
      from,
    );

/** What a rule can ask about: a text, a number, true or false, or a list of them. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, LONGEST).filter(isPlain);
  return isPlain(value) ? (typeof value === "string" ? value.slice(0, LONGEST) : value) : null;
}

const isPlain = (value: unknown): boolean => /^(string|number|boolean)$/.test(typeof value) && !Number.isNaN(value);

/** `1.299,00 €` and `$1,299.00` are 1299: a mark before exactly three digits groups them, another is the decimal one. */
function numberIn(text: string): number {
  const [found = ""] = /-?\d[\d.,\s']*/.exec(text) ?? [];
  return Number.parseFloat(found.replace(/[.,\s'](?=\d{3}(?!\d))/g, "").replace(",", "."));
}
