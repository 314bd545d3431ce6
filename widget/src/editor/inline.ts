// In the editor's preview: a block is chosen by a click, and a text is written where it stands.
import type { Block } from "../config";
import type { Draw } from "../message/blocks/block";
import { el } from "../message/element";
import type { Say } from "../message/words";
import CSS from "./inline.css";
import { isUnseen, type Place, textsOf } from "./texts";
import { type Area, openArea } from "./writing";

export interface Wanted {
  language: string;
  edits?: boolean;
  chosen?: string;
  says?: { write: string; empty: string };
}

interface Spot extends Place {
  node: Text;
}
type Tell = (what: object) => void;

const sheet = new CSSStyleSheet();
sheet.replaceSync(CSS);

let drawn: [Block, HTMLElement, Say][] = [];
let spots: Spot[] = [];
let area: Area | null = null;
/** The text to go on with, once what was written is drawn: `block/at`. */
let next: string | null = null;

/** Every block tells where it was drawn: the visitors' own code need not know of it. */
export function watchBlocks(blocks: Record<string, Draw>): void {
  for (const [type, draw] of Object.entries(blocks)) {
    blocks[type] = (block, scene) => {
      const one = draw(block, scene);
      one.element.dataset.block = block.id;
      drawn.push([block, one.element, scene.say]);
      return one;
    };
  }
}

export function forgetBlocks(): void {
  drawn = [];
}

/** Lets the message that stands be edited. Its buttons do nothing then. */
export function makeEditable(root: ShadowRoot, wanted: Wanted, tell: Tell): void {
  const box = root.querySelector<HTMLElement>(".box");
  if (!box) return;
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const here = drawn.filter(([, element]) => element.isConnected);
  spots = here.flatMap(([block, element, say]) => spotsIn(block, element, say));
  for (const { node, text } of spots) {
    if (!node.data) (node.parentElement as HTMLElement).dataset.empty = wanted.says?.empty ?? "";
    else if (!text[wanted.language]) (node.parentElement as HTMLElement).dataset.lacks = "";
  }
  point(root, wanted.chosen);
  listenIn(root, box, wanted, tell);
  const spot = spots.find((one) => keyOf(one) === next);
  next = null;
  if (spot) write(spot, box, wanted, tell);
}

export function point(root: ShadowRoot, chosen?: string | null): void {
  for (const element of root.querySelectorAll<HTMLElement>("[data-block]")) {
    element.toggleAttribute("data-chosen", element.dataset.block === chosen);
  }
}

const keyOf = ({ block, at }: Place): string => `${block.id}/${at}`;

/** The text nodes that say what the block's texts say, each once. */
function spotsIn(block: Block, element: HTMLElement, say: Say): Spot[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes: Text[] = [];
  while (walker.nextNode()) nodes.push(walker.currentNode as Text);
  return textsOf(block).flatMap((place) => {
    if (isUnseen(place)) return [];
    const said = say(place.text);
    const index = said ? nodes.findIndex(({ data }) => data === said) : -1;
    const node = index < 0 ? emptyNode(place, element, said) : nodes.splice(index, 1)[0];
    return node ? [{ ...place, node }] : [];
  });
}

/** A heading without words, a question without a label or an answer without a text has a place for them all the same. */
function emptyNode({ at, block }: Place, element: HTMLElement, said: string): Text | null {
  if (said) return null;
  const [list, index = 0] = at.split(".");
  const id = list === "options" ? block.options?.[Number(index)]?.id : undefined;
  // by its value: they may stand in another order
  const input = id && [...element.querySelectorAll("input")].find(({ value }) => value === id);
  const option = input ? input.nextElementSibling : null;
  const isPlain = at === "text" && /^(heading|text|button)$/.test(block.type);
  const holder = isPlain ? element : at === "label" ? element.querySelector("legend, label") : option;
  if (!holder || holder.textContent) return null;
  return holder.appendChild(document.createTextNode(""));
}

function listenIn(root: ShadowRoot, box: HTMLElement, wanted: Wanted, tell: Tell): void {
  const still = (event: Event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  const isOurs = ({ target }: Event) => target === area?.field;
  for (const name of ["click", "submit", "change", "pointerdown", "keydown"]) {
    box.addEventListener(name, (event) => isOurs(event) || still(event), { capture: true });
  }
  box.addEventListener(
    "pointerdown",
    (event) => {
      if (isOurs(event)) return;
      // what is being written is kept and drawn first; then one goes on where one has pressed
      const spot = area && spotAt(event);
      if (spot) next = keyOf(spot);
      area?.finish();
    },
    { capture: true },
  );
  box.addEventListener(
    "click",
    (event) => {
      if (isOurs(event)) return;
      const block = (event.target as Element).closest<HTMLElement>("[data-block]")?.dataset.block;
      if (!block) return;
      point(root, block);
      const spot = next === null && spotAt(event);
      if (spot) write(spot, box, wanted, tell);
      else tell({ type: "winback:preview-select", block });
    },
    { capture: true },
  );
}

/** The text under the pointer: the innermost where one is around another. */
function spotAt({ target }: Event): Spot | undefined {
  const around = spots.filter(({ node }) => node.parentElement?.contains(target as Node));
  const direct = around.find(({ node }) => node.parentElement === target);
  return direct ?? around.at(-1) ?? onlyOneIn(target, "label") ?? onlyOneIn(target, "[data-block]");
}

/** A press beside the words, as on the circle of an answer, means them where there are no others. */
function onlyOneIn(target: EventTarget | null, around: string): Spot | undefined {
  const element = (target as Element).closest(around);
  const inside = spots.filter(({ node }) => element?.contains(node));
  return inside.length === 1 ? inside[0] : undefined;
}

function write(spot: Spot, box: HTMLElement, { language, says }: Wanted, tell: Tell): void {
  const { block, at, text, node } = spot;
  tell({ type: "winback:preview-writing" });
  tell({ type: "winback:preview-select", block: block.id });
  const say = (value: string, isDone: boolean) =>
    tell({ type: "winback:preview-text", block: block.id, at, value, isDone });
  area = openArea({
    node,
    box,
    field: el("textarea", { class: "write", rows: 1, "aria-label": says?.write }) as HTMLTextAreaElement,
    value: text[language] ?? "",
    hint: node.data,
    empty: says?.empty ?? "",
    isLong: block.type === "text" || at === "consent_text",
    typed: (value) => say(value, false),
    done(value, by) {
      area = null;
      const turn = spots.indexOf(spot) + by;
      if (by && spots[turn]) next = keyOf(spots[turn]);
      say(value, true);
    },
  });
}
