// What people type for digits, in the letters that we read: wide and Arabic digits, no spaces, no marks that nobody sees.
const WIDE = /[！-～]/g;
const ARABIC = /[٠-٩۰-۹]/g;
const UNSEEN = /[\s\u200b-\u200f\u202a-\u202f'’٬]/g;

export const plain = (text: string): string =>
  text
    .replace(WIDE, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replace(ARABIC, (digit) => `${digit.charCodeAt(0) & 15}`)
    .replace(UNSEEN, "")
    .replaceAll("−", "-");
