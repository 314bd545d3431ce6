// What a field's text means in the draft, by its data-kind. Undefined leaves the member out.
import type { Field } from "./dom";
import { parsed } from "./rich";

const READERS: Record<string, (field: Field) => unknown> = {
  text: ({ value }) => value,
  nullable: ({ value }) => value || null,
  number: ({ value }) => (value === "" ? null : Number(value)),
  share: ({ value }) => (value === "" ? null : round(Number(value) / 100)),
  flag: (field) => (field as HTMLInputElement).checked,
  list: ({ value }) => value.split(/[\s,]+/).filter(Boolean),
  optional: ({ value }) => value || undefined,
  facts: ({ value }) =>
    Object.fromEntries(
      value
        .split("\n")
        .filter((line) => line.trim())
        .map(fact),
    ),
  rich: ({ value }) => parsed(value),
  json: ({ value }) => (value.trim() ? JSON.parse(value) : null),
};

/** `cart.value = 60` or `trait.plan = gold`: what is no JSON is a text. Throws where nothing is said. */
function fact(line: string): [string, unknown] {
  const [, name, value = ""] = line.match(/^\s*([^=\s]+)\s*=\s*(.*?)\s*$/) ?? [];
  if (!name) throw new SyntaxError(line);
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}

/** Throws SyntaxError for JSON that is none. */
export const read = (field: Field): unknown => (READERS[field.dataset.kind ?? "text"] ?? READERS.text)?.(field);

export const round = (number: number): number => Math.round(number * 1e6) / 1e6;
