// What is said where nothing was chosen.
export const CHOOSE = { en: "Please choose an answer.", ko: "답을 선택해 주세요." };
