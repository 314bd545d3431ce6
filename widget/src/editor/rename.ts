// A calculated value that gets another name has it also where rules and texts use it.
import { at, put, type Variant } from "./draft";

const IN_TEXT = /(\{\{\s*variable\.)([^|}]*?)(?=\s*[|}])/g;

/** `path`: the variant's. Nothing where another rule still makes the old name, or has made the new one before. */
export function rename(path: string, was: string, name: string): void {
  const variant = JSON.stringify(at<Variant>(path));
  const times = (one: string): number => variant.split(`"calculate":${JSON.stringify(one)}`).length - 1;
  if (times(was) || times(name) !== 1) return;
  const renamed = (text: string): string =>
    text === `variable.${was}`
      ? `variable.${name}`
      : text.replace(IN_TEXT, (all, before, found) => (found === was ? before + name : all));
  put(
    path,
    JSON.parse(variant, (_, value) => (typeof value === "string" ? renamed(value) : value)),
  );
}
