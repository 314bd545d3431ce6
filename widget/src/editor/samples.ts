// The templates' small live previews.
import { all, json } from "./dom";
import { fit, type Shown, show } from "./frame";

const isDark = matchMedia("(prefers-color-scheme: dark)");
const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) fit(target.firstElementChild as HTMLElement, target as HTMLElement, 900);
});

for (const frame of all<HTMLIFrameElement>("iframe[data-sample]")) {
  const sample = json<Shown>(frame.dataset.sample as string);
  show(frame, { ...sample, language: document.documentElement.lang }, isDark.matches ? "dark" : "light");
  resized.observe(frame.parentElement as HTMLElement);
}
