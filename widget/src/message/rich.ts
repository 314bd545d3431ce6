// Texts with more than words in them: a tree of a few kinds of parts, each made by hand. No markup is ever parsed.
import type { Rich } from "../config";
import { BLOCKS } from "./blocks";
import type { Scene } from "./blocks/block";
import { safeLink } from "./blocks/link";
import { el } from "./element";
import CSS from "./rich.css";
import { sheets } from "./sheets";
import { spoken } from "./words";

const { text: plain } = BLOCKS;

BLOCKS.text = (block, scene) => {
  const said = block.rich?.[spoken(scene.view.languages, block.text)];
  if (!said?.length) return (plain as NonNullable<typeof plain>)(block, scene);
  return { element: el("div", { class: "rich" }, ...said.map((part) => node(part, scene))) };
};

function node(part: Rich, scene: Scene): Node {
  const inside = (parts: Rich[]) => parts.map((one) => node(one, scene));
  if (typeof part === "string") return document.createTextNode(scene.say({ part }));
  if ("bold" in part) return el("strong", {}, ...inside(part.bold));
  if ("italic" in part) return el("em", {}, ...inside(part.italic));
  if ("link" in part) {
    const href = safeLink(part.url);
    return el(href ? "a" : "span", { href }, ...inside(part.link));
  }
  const items = part.list.map((item) => el("li", {}, ...inside(item)));
  return el(part.ordered ? "ol" : "ul", {}, ...items);
}

sheets.push(CSS);
