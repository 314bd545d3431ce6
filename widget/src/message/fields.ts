// The chunk of what is answered: fetched beside the live check, and only for a message that asks something.
import { addNext, read } from "./answers";
import type { Draw } from "./blocks/block";
import { nps, singleChoice } from "./blocks/choices";
import { coupon } from "./blocks/coupon";
import { email, openText } from "./blocks/inputs";
import { purposes } from "./blocks/purposes";
import CSS from "./fields.css";

export interface Fields {
  blocks: Record<string, Draw>;
  css: string;
  read: typeof read;
  addNext: typeof addNext;
}

export const fields: Fields = {
  blocks: { nps, single_choice: singleChoice, email, open_text: openText, coupon, purposes },
  css: CSS,
  read,
  addNext,
};
