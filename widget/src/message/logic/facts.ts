// What is known in a message: `answer.BLOCK`, and by the logic `variable.NAME` and `required.BLOCK`.
export type Known = Record<string, unknown>;

const known = new WeakMap<string[], Known>();

/** By the path through the message, of which there is one list a message. */
export function factsOf(path: string[]): Known {
  const facts = known.get(path) ?? {};
  known.set(path, facts);
  return facts;
}
