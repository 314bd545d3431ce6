import { extras } from "../extras";
import { likely } from "./likely";

/** For messages in a language that is written from right to left: its script decides. */
export const isRightToLeft = (language: string): boolean =>
  /Ara[bn]|Hebr|Thaa|Syrc|Nkoo|Adlm|Rohg/.test(likely(language).script ?? "");

extras.isRightToLeft = isRightToLeft;
