// A phone number as E.164 wants it, written as people do.
import { own } from "../own";
import { KINDS } from "./kinds";
import { plain } from "./plain";

const PHONE = own("phone");

export function isPhone(text: string): boolean {
  const said = plain(text);
  const { length } = said.replace(/\D/g, "");
  return /^\+?[\d()./‐-―-]+$/.test(said) && length > 5 && length < 16;
}

KINDS.phone = {
  props: () => ({ type: "tel", autocomplete: "tel" }),
  read: (value) => (isPhone(value) ? { value } : { error: PHONE }),
};
