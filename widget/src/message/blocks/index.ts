import type { Draw } from "./block";
import { button } from "./button";
import { nps, singleChoice } from "./choices";
import { coupon } from "./coupon";
import { email, openText } from "./inputs";
import { heading, image, text } from "./plain";
import { purposes } from "./purposes";

export const BLOCKS: Record<string, Draw> = {
  heading,
  text,
  image,
  button,
  email,
  nps,
  single_choice: singleChoice,
  open_text: openText,
  coupon,
  purposes,
};
