import { el } from "../element";
import type { Draw } from "./block";

/** No `javascript:`, no `data:`, no address that borrows our page's scheme to leave it. */
export const safeLink = (url = ""): string | null =>
  /^(https?:\/\/|mailto:|tel:|[/?#.](?!\/))/i.test(url) && !/^\/?\\/.test(url) ? url : null;

export const button: Draw = (block, { say, act }) => {
  const { text, action = "", url, style = "primary" } = block;
  // to refuse is as easy to see as to accept, whatever the theme says
  const look = /^(accept|refuse|save)$/.test(action) ? "primary" : style;
  const props = { class: `b ${look}`, onclick: (event: MouseEvent) => act(block, event) };
  const href = action === "link" && safeLink(url);
  return {
    element: href ? el("a", { ...props, href }, say(text)) : el("button", { ...props, type: "button" }, say(text)),
  };
};
