// What a field's text means in the draft, by its data-kind. Undefined leaves the member out.
const READERS = {
  text: ({ value }) => value,
  nullable: ({ value }) => value || null,
  number: ({ value }) => (value === "" ? null : Number(value)),
  share: ({ value }) => (value === "" ? null : round(Number(value) / 100)),
  flag: ({ checked }) => checked,
  list: ({ value }) => value.split(/[\s,]+/).filter(Boolean),
  optional: ({ value }) => value || undefined,
  facts: ({ value }) => Object.fromEntries(value.split("\n").filter((line) => line.trim()).map(fact)),
  json: ({ value }) => (value.trim() ? JSON.parse(value) : null),
};

/** `cart.value = 60` or `trait.plan = gold`: what is no JSON is a text. Throws where nothing is said. */
function fact(line) {
  const [, name, value] = line.match(/^\s*([^=\s]+)\s*=\s*(.*?)\s*$/) ?? [];
  if (!name) throw new SyntaxError(line);
  try {
    return [name, JSON.parse(value)];
  } catch {
    return [name, value];
  }
}

/** Throws SyntaxError for JSON that is none. */
export const read = (field) => (READERS[field.dataset.kind] ?? READERS.text)(field);

const round = (number) => Math.round(number * 1e6) / 1e6;
