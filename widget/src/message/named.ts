// A name for a dialog whose step has no heading, no question and no plain text: that of what it asks or shows.
import { extras } from "../extras";
import { el } from "./element";

const { drew } = extras;

extras.drew = (path, made) => {
  drew?.(path, made);
  const [step] = made;
  if (step.querySelector("h2,legend,p")) return;
  const said = step.querySelector("label,[alt]:not([alt='']),.rich,.b");
  if (said) step.append(el("p", { hidden: true }, said.getAttribute("alt") ?? said.textContent ?? ""));
};
