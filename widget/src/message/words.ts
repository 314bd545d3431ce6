// The few words that are ours, and how a text finds its language.
import type { Text } from "../config";

export const CLOSE = { en: "Close", ko: "닫기" };
export const COPY = { en: "Copy", ko: "복사" };
export const COPIED = { en: "Copied", ko: "복사했습니다" };
export const NEXT = { en: "Next", ko: "다음" };
export const OTHER = { en: "Something else", ko: "기타" };
export const CHOOSE = { en: "Please choose an answer.", ko: "답을 선택해 주세요." };
export const WRITE = { en: "Please write an answer.", ko: "답변을 입력해 주세요." };
export const ADDRESS = {
  en: "Please enter an email address, like name@example.com.",
  ko: "이메일 주소를 name@example.com 형식으로 입력해 주세요.",
};
export const TICK = { en: "Please tick the box to agree first.", ko: "먼저 동의란에 체크해 주세요." };
export const NO_CODE = { en: "No code is available right now.", ko: "지금은 받을 수 있는 코드가 없습니다." };
export const PRIVACY = { en: "Privacy choices", ko: "개인정보 설정" };

export type Say = (text: Text | undefined) => string;

/** The page's language, its base, the site's default, then whatever there is. */
export const speaker =
  (languages: string[]): Say =>
  (text = {}) =>
    languages.map((language) => text[language]).find(Boolean) ?? Object.values(text)[0] ?? "";

/** The language that the message is really in: what `lang` must say, whatever the page's own is. */
export const spoken = (languages: string[], text: Text = {}): string =>
  languages.find((language) => text[language]) ?? Object.keys(text)[0] ?? "en";

export const isRightToLeft = (language: string): boolean => /^(ar|fa|he|ur)\b/.test(language);
