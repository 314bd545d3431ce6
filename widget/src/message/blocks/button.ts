import { extras } from "../../extras";
import { el } from "../element";
import type { Draw } from "./block";

export const button: Draw = (block, { say, act }) => {
  const { text, action = "", url, style = "primary" } = block;
  // to refuse is as easy to see as to accept, whatever the theme says
  const look = /^(accept|refuse|save)$/.test(action) ? "primary" : style;
  const href = action === "link" && extras.linked?.(url);
  const onclick = (event: MouseEvent) => act(block, event);
  return {
    element: el(href ? "a" : "button", { class: `b ${look}`, href, type: !href && "button", onclick }, say(text)),
  };
};
