// What the data layer has said before anything was allowed is not heard.
import { track as heard } from "../../track";

export { COMMERCE } from "../../track";

let isDeaf = false;

export const track: typeof heard = (...said) => isDeaf || heard(...said);

export function unheard<T>(run: () => T): T {
  isDeaf = true;
  const made = run();
  isDeaf = false;
  return made;
}
