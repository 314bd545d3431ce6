// What a variant wears that follows the site's brand kit: as targeting/kit.py has it.
import type { Theme } from "../config";

export function worn(theme: Theme = {}, look: Theme = {}): Theme {
  const { kit, ...own } = theme;
  if (!kit) return own;
  const dark = look.dark && own.dark && { dark: { ...look.dark, ...own.dark } };
  return { ...look, ...own, ...dark };
}
