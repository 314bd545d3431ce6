// What a new block, trigger or condition begins with.
import type { Option, Text } from "../config";
import type { Block, Variant } from "./draft";

type Blank = () => Text;

const two = (t: Blank): Option[] => [
  { id: "o1", text: t() },
  { id: "o2", text: t() },
];

const PARTS: Record<string, (t: Blank) => object> = {
  heading: (t) => ({ text: t() }),
  text: (t) => ({ text: t() }),
  image: (t) => ({ src: "", alt: t() }),
  button: (t) => ({ text: t(), action: "close", style: "primary" }),
  email: (t) => ({ label: t(), placeholder: t(), consent_text: t(), lists: ["newsletter"], required: true }),
  nps: (t) => ({ label: t(), low: t(), high: t(), required: true }),
  csat: (t) => ({ label: t(), low: t(), high: t(), required: true }),
  ces: (t) => ({ label: t(), low: t(), high: t(), required: true }),
  stars: (t) => ({ label: t(), max: 5, required: true }),
  multiple_choice: (t) => ({ label: t(), options: two(t), other: false, required: true }),
  select: (t) => ({ label: t(), options: two(t), placeholder: t(), required: true }),
  field: (t) => ({ label: t(), kind: "text", placeholder: t(), required: true }),
  checkbox: (t) => ({ label: t(), required: false }),
  single_choice: (t) => ({ label: t(), options: two(t), other: false, required: true }),
  open_text: (t) => ({ label: t(), placeholder: t(), max: 1000, required: false }),
  hidden: () => ({ source: "url", name: "" }),
  coupon: (t) => ({ label: t(), copied: t(), code: "" }),
  consent: (t) => ({ label: t(), required: true }),
  countdown: (t) => ({ text: t(), mode: "visitor", minutes: 15, end: t() }),
  progress: () => ({}),
  products: (t) => ({ text: t(), source: "cart", max: 3 }),
  purposes: () => ({}),
};

const blank =
  (languages: string[]): Blank =>
  () =>
    Object.fromEntries(languages.map((language) => [language, ""]));

export const idsOf = (variant: Variant): string[] => variant.steps.flatMap(({ blocks }) => blocks.map(({ id }) => id));

export function newBlock(type: string, variant: Variant, languages: string[]): Block {
  return { id: freeId(type, idsOf(variant)), type, ...PARTS[type]?.(blank(languages)) };
}

export const newOption = (options: Option[], languages: string[]): Option => ({
  id: freeId(
    "o",
    options.map(({ id }) => id),
  ),
  text: blank(languages)(),
});

const OPTIONS: Record<string, object> = {
  scroll: { percent: 50 },
  time: { seconds: 30 },
  inactivity: { seconds: 60 },
  cart_abandonment: { idle_seconds: 60 },
  event: { name: "" },
  server_event: { name: "" },
  pages: { count: 2 },
  site_time: { seconds: 60 },
  click: { selector: "" },
  hover: { selector: "" },
  view: { selector: "" },
};

export const newTrigger = (on: string) => ({ on, ...OPTIONS[on] });

export function freeId(stem: string, taken: string[]): string {
  let number = 1;
  while (taken.includes(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}
