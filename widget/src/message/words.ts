// The few words that are ours, and how a text finds its language.
import type { Text } from "../config";

const WORDS: Record<string, Text> = {
  close: { en: "Close", ko: "닫기" },
  copy: { en: "Copy", ko: "복사" },
  copied: { en: "Copied", ko: "복사했습니다" },
  next: { en: "Next", ko: "다음" },
  other: { en: "Something else", ko: "기타" },
  choose: { en: "Please choose an answer.", ko: "답을 선택해 주세요." },
  write: { en: "Please write an answer.", ko: "답변을 입력해 주세요." },
  address: {
    en: "Please enter an email address, like name@example.com.",
    ko: "이메일 주소를 name@example.com 형식으로 입력해 주세요.",
  },
  tick: { en: "Please tick the box to agree first.", ko: "먼저 동의란에 체크해 주세요." },
  nothing: { en: "No code is available right now.", ko: "지금은 받을 수 있는 코드가 없습니다." },
  privacy: { en: "Privacy choices", ko: "개인정보 설정" },
};

export type Say = (text: Text | undefined) => string;

/** The page's language, its base, the site's default, then whatever there is. */
export const speaker =
  (languages: string[]): Say =>
  (text = {}) =>
    languages.map((language) => text[language]).find(Boolean) ?? Object.values(text)[0] ?? "";

export const word = (say: Say, name: string): string => say(WORDS[name]);

/** The language that the message is really in: what `lang` must say, whatever the page's own is. */
export const spoken = (languages: string[], text: Text = {}): string =>
  languages.find((language) => text[language]) ?? Object.keys(text)[0] ?? "en";

export const isRightToLeft = (language: string): boolean => /^(ar|fa|he|ur)\b/.test(language);
