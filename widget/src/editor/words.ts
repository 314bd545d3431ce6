// What the island says, in the language of the page: the server sends the sentences, with {names} in them.
const place = document.getElementById("words");
const WORDS: Record<string, string> = JSON.parse(place?.textContent ?? "{}");

export const words = (name: string, values: Record<string, string | number> = {}): string =>
  (WORDS[name] ?? "").replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));

/** For those who do not see what has moved. */
export function announce(sentence: string): void {
  const live = document.querySelector("[data-announce]");
  if (live) live.textContent = sentence;
}
