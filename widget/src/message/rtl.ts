import { extras } from "../extras";

/** For messages in a language that is written from right to left. */
extras.isRightToLeft = (language) => /^(ar|fa|he|ur)\b/.test(language);
