// What is not saved yet outlives a reload, and a crash: it is kept in this window's own storage.
import { text } from "./draft";

interface Kept {
  /** What had been seen of the campaign when this was typed. */
  tag: string;
  draft: string;
}

const KEY = `winback:draft:${location.pathname}`;

export function keep(tag: string | undefined): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ tag: tag ?? "", draft: text() }));
  } catch {
    // no room, or no storage: it is still saved on the server in a moment
  }
}

export function forget(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // then there is nothing to forget
  }
}

/** What was kept, if it is other than what the server has. */
export function kept(): Kept | null {
  try {
    const found = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as Kept | null;
    return found && found.draft !== text() ? found : null;
  } catch {
    return null;
  }
}
