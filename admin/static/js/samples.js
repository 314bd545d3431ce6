// The templates' small live previews.
import { fit, show } from "./preview.js";

const isDark = matchMedia("(prefers-color-scheme: dark)");
const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) fit(target.firstElementChild, target, 900);
});

for (const frame of document.querySelectorAll("iframe[data-sample]")) {
  const sample = JSON.parse(document.getElementById(frame.dataset.sample).textContent);
  show(frame, { ...sample, language: document.documentElement.lang }, isDark.matches ? "dark" : "light");
  resized.observe(frame.parentElement);
}
