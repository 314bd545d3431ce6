// What a consent prompt's buttons mean: purposes ticked, all of them, or none.
import type { Extras } from "../extras";
import CSS from "./even.css";
import { sheets } from "./sheets";

export const choose: Extras["choose"] = ({ view, hooks, close }, body, action, { detail }, layer) => {
  if (!/^(accept|refuse|save)$/.test(action)) return;
  const ticked = [...body.querySelectorAll<HTMLInputElement>(".purposes input:checked")].map(({ value }) => value);
  const isYes = (key: string) => action === "accept" || (action === "save" && ticked.includes(key));
  const wanted = Object.fromEntries(view.purposes?.map(({ key }) => [key, isYes(key)]) ?? []);
  close("done");
  hooks.decide?.(wanted, detail ? "click" : "keyboard", layer);
};

sheets.push(CSS);
