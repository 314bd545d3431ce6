// GrowthBook's targeting conditions over a visitor's attributes; server/winback/assign/conditions.py is the same.

export type Json = unknown;
export type Given = Readonly<Record<string, unknown>>;
export type Groups = Readonly<Record<string, readonly Json[]>>;

export const isObject = (value: Json): value is Given =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Whether all of the condition holds; `groups` are the saved groups that `$inGroup` names. */
export const passes = (attributes: Json, condition: Given, groups: Groups): boolean =>
  Object.entries(condition).every(([key, wanted]) => holds(attributes, key, wanted, groups));

function holds(attributes: Json, key: string, wanted: Json, groups: Groups): boolean {
  switch (key) {
    case "$or":
      return anyPasses(attributes, wanted as Given[], groups);
    case "$nor":
      return !anyPasses(attributes, wanted as Given[], groups);
    case "$and":
      return (wanted as Given[]).every((one) => passes(attributes, one, groups));
    case "$not":
      return !passes(attributes, wanted as Given, groups);
  }
  return fits(attributeAt(attributes, key), wanted, groups);
}

const anyPasses = (attributes: Json, conditions: readonly Given[], groups: Groups): boolean =>
  !conditions.length || conditions.some((one) => passes(attributes, one, groups));

/** What stands at a path such as "company.size"; null when nothing does. */
export function attributeAt(attributes: Json, path: string): Json {
  let value = attributes;
  for (const step of path.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return null;
    value = (value as Given)[step];
  }
  return value;
}

// conversions are JavaScript's on purpose: 5 fits "5", as it does in GrowthBook
function fits(value: Json, wanted: Json, groups: Groups): boolean {
  if (wanted === null) return value === null;
  switch (typeof wanted) {
    case "string":
      return `${value}` === wanted;
    case "number":
      return Number(value) === wanted;
    case "boolean":
      return value !== null && !!value === wanted;
  }
  if (isOperators(wanted)) {
    return Object.entries(wanted).every(([op, operand]) => operate(op, value, operand, groups));
  }
  return JSON.stringify(value) === JSON.stringify(wanted);
}

function isOperators(wanted: Json): wanted is Given {
  const keys = isObject(wanted) ? Object.keys(wanted) : [];
  return keys.length > 0 && keys.every((key) => key.startsWith("$"));
}

const operate = (op: string, value: Json, operand: Json, groups: Groups): boolean =>
  OPS[op]?.(value as never, operand as never, groups) ?? false;

type Op = (value: never, operand: never, groups: Groups) => boolean;

const versions =
  (compare: (one: string, other: string) => boolean): Op =>
  (value: Json, operand: Json) =>
    compare(paddedVersion(value), paddedVersion(operand));

/** A version as a text that sorts: numbers padded, and a release after its own pre-releases. */
function paddedVersion(value: Json): string {
  const text = typeof value === "number" ? `${value}` : value;
  const parts = (typeof text === "string" && text ? text : "0").replace(/^v|\+.*$/g, "").split(/[-.]/);
  if (parts.length === 3) parts.push("~");
  return parts.map((part) => (/^[0-9]+$/.test(part) ? part.padStart(5) : part)).join("-");
}

const asIs = (value: Json): Json => value;
const lowered = (value: Json): Json => (typeof value === "string" ? value.toLowerCase() : value);
const allLowered = (value: Json): Json => (Array.isArray(value) ? value.map(lowered) : value);

const isAmong = (value: Json, members: readonly Json[], read = asIs): boolean =>
  [value].flat().some((one) => members.some((member) => read(one) === read(member)));

const listed =
  (isWanted: boolean, read = asIs): Op =>
  (value: Json, operand: Json) =>
    Array.isArray(operand) && isAmong(value, operand, read) === isWanted;

const regex =
  (flags: string): Op =>
  (value: Json, operand: string) => {
    try {
      return new RegExp(operand, flags).test(`${value}`);
    } catch {
      return false;
    }
  };

function someMember(value: Json, operand: Given, groups: Groups): boolean {
  const test = isOperators(operand) ? fits : passes;
  return Array.isArray(value) && value.some((one) => one && test(one, operand, groups));
}

const allMembers = (value: Json, operand: Json, groups: Groups): boolean =>
  Array.isArray(value) &&
  Array.isArray(operand) &&
  operand.every((wanted) => value.some((one) => fits(one, wanted, groups)));

function kind(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

const OPS: Record<string, Op> = {
  __proto__: null as never,
  $eq: (value: Json, operand: Json) => value === operand,
  $ne: (value: Json, operand: Json) => value !== operand,
  $lt: (value, operand) => value < operand,
  $lte: (value, operand) => value <= operand,
  $gt: (value, operand) => value > operand,
  $gte: (value, operand) => value >= operand,
  $veq: versions((one, other) => one === other),
  $vne: versions((one, other) => one !== other),
  $vlt: versions((one, other) => one < other),
  $vlte: versions((one, other) => one <= other),
  $vgt: versions((one, other) => one > other),
  $vgte: versions((one, other) => one >= other),
  $exists: (value: Json, operand: Json) => (value != null) === !!operand,
  $in: listed(true),
  $nin: listed(false),
  $ini: listed(true, lowered),
  $nini: listed(false, lowered),
  $regex: regex(""),
  $regexi: regex("i"),
  $type: (value: Json, operand: Json) => kind(value) === operand,
  $not: (value: Json, operand: Json, groups) => !fits(value, operand, groups),
  $inGroup: (value: Json, operand: string, groups) => isAmong(value, groups[operand] ?? []),
  $notInGroup: (value: Json, operand: string, groups) => !isAmong(value, groups[operand] ?? []),
  $size: (value: Json, operand: Json, groups) => Array.isArray(value) && fits(value.length, operand, groups),
  $elemMatch: someMember,
  $all: allMembers,
  $alli: (value: Json, operand: Json, groups) => allMembers(allLowered(value), allLowered(operand), groups),
};
