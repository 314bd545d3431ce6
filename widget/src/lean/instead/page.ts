// The life of a page, as far as it concerns the prompt.
import { listen } from "../../boundary";
import { ask, closePrompt } from "../ask";
import { wake } from "../wake";

export { ask as hear };

export function watchLife(): void {
  listen(document, "winback:consent", closePrompt);
  // a shop of a single page: its next route is the next chance to ask
  listen((window as { navigation?: EventTarget }).navigation ?? window, "currententrychange popstate", ask);
}

export function startPage(): void {
  ask();
  wake();
}
