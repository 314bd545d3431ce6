// What can be seen of a message: each of its steps, what becomes of them, and what is left when it has closed.
import type { Block, Step, Variant } from "../config";
import { snippetOf } from "./texts";
import { words } from "./words";

export interface Scene {
  step: string;
  /** "": as it opens. `tab` and `bar` are what is left. */
  state: string;
  label: string;
}

const LONGEST = 36;

// What may become of a step, by the block that it needs.
const STATES: [state: string, of: (block: Block) => unknown][] = [
  ["error", ({ required }) => required],
  ["no_code", ({ type }) => type === "coupon"],
  ["over", ({ type }) => type === "countdown"],
  ["no_items", ({ type }) => type === "products"],
];

export function scenesOf({ steps, teaser }: Variant, language: string): Scene[] {
  const last = steps.at(-1)?.id as string;
  const left: [string, unknown][] = [
    ["tab", teaser],
    ["bar", steps.some(({ blocks }) => blocks.some(({ remind }) => remind))],
  ];
  return [
    ...steps.flatMap((step, index) => scenesIn(step, `${index + 1}`, language)),
    ...left.filter(([, is]) => is).map(([state]) => ({ step: last, state, label: words(`scene_${state}`) })),
  ];
}

function scenesIn(step: Step, number: string, language: string): Scene[] {
  const said = step.blocks.map((block) => snippetOf(block, language).trim()).find(Boolean) ?? "";
  const title = said.length > LONGEST ? `${said.slice(0, LONGEST - 1)}…` : said;
  const states = STATES.filter(([, of]) => step.blocks.some(of)).map(([state]) => state);
  const scene = (state: string) => ({
    step: step.id,
    state,
    label: words(`scene_${state || "open"}`, { number, title }),
  });
  return ["", ...states].map(scene);
}

/** The variant as it is then: its time is up, its list is empty. */
export function become(variant: Variant, state: string): Variant {
  const change = { over: ["countdown", { mode: "fixed", at: "" }], no_items: ["products", { max: 0 }] }[state];
  if (!change) return variant;
  const [type, news] = change as [string, Partial<Block>];
  const blocksOf = ({ blocks }: Step) => blocks.map((block) => (block.type === type ? { ...block, ...news } : block));
  return { ...variant, steps: variant.steps.map((step) => ({ ...step, blocks: blocksOf(step) })) };
}
