// The life of a page, as far as it concerns the prompt.
import { listen } from "../../boundary";
import { ask, closePrompt } from "../ask";
import { wake } from "../wake";

export function watchLife(): void {
  listen(document, "winback:consent", closePrompt);
}

export function startPage(): void {
  ask();
  wake();
}
