// What a field's text means in the draft, by its data-kind. Undefined leaves the member out.
const READERS = {
  text: ({ value }) => value,
  nullable: ({ value }) => value || null,
  number: ({ value }) => (value === "" ? null : Number(value)),
  share: ({ value }) => (value === "" ? null : round(Number(value) / 100)),
  flag: ({ checked }) => checked,
  list: ({ value }) => value.split(/[\s,]+/).filter(Boolean),
  json: ({ value }) => (value.trim() ? JSON.parse(value) : null),
};

/** Throws SyntaxError for JSON that is none. */
export const read = (field) => (READERS[field.dataset.kind] ?? READERS.text)(field);

const round = (number) => Math.round(number * 1e6) / 1e6;
