// The owner's logo at the head of a message.
import { extras } from "../extras";
import { el } from "./element";
import CSS from "./logo.css";
import { sheets } from "./sheets";

const { darken } = extras;

extras.darken = (box, theme) => {
  const worn = darken?.(box, theme) ?? theme;
  const { logo } = theme;
  // painted again, as in the preview, it is there; and what a message leaves behind has no room for one
  if (logo && box.matches(".box") && !box.querySelector(".logo")) {
    const { dark, align = "", ...rest } = logo;
    const src = (box.classList.contains("dark") && dark) || logo.src;
    box.prepend(
      el("img", { ...rest, src, class: `logo ${align}`, onerror: ({ target }: Event) => (target as Element).remove() }),
    );
  }
  return worn;
};

sheets.push(CSS);
