// Earlier answers in texts, where a campaign's texts have a place for them.
import { extras } from "../../extras";
import ".";
import { factsOf } from "./facts";
import { pipe } from "./pipe";

/** An option is named by its words, whatever its id. */
extras.piping = (plain, path, steps) => (text) => {
  const facts = factsOf(path);
  const named: Record<string, unknown> = { ...facts };
  for (const { id, options = [] } of steps.flatMap(({ blocks }) => blocks)) {
    const word = (value: unknown) => plain(options.find((option) => option.id === value)?.text) || value;
    const value = facts[`answer.${id}`];
    named[`answer.${id}`] = Array.isArray(value) ? value.map(word) : word(value);
  }
  return pipe(plain(text), named);
};
