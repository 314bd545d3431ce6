// What a new block, trigger or condition begins with.
const texts = (languages) => Object.fromEntries(languages.map((language) => [language, ""]));

const PARTS = {
  heading: (t) => ({ text: t() }),
  text: (t) => ({ text: t() }),
  image: (t) => ({ src: "", alt: t() }),
  button: (t) => ({ text: t(), action: "close", style: "primary" }),
  email: (t) => ({ label: t(), placeholder: t(), consent_text: t(), lists: ["newsletter"], required: true }),
  nps: (t) => ({ label: t(), low: t(), high: t(), required: true }),
  csat: (t) => ({ label: t(), low: t(), high: t(), required: true }),
  ces: (t) => ({ label: t(), low: t(), high: t(), required: true }),
  stars: (t) => ({ label: t(), max: 5, required: true }),
  multiple_choice: (t) => ({ label: t(), options: [option([], t), option([{ id: "o1" }], t)], other: false, required: true }),
  select: (t) => ({ label: t(), options: [option([], t), option([{ id: "o1" }], t)], placeholder: t(), required: true }),
  field: (t) => ({ label: t(), kind: "text", placeholder: t(), required: true }),
  checkbox: (t) => ({ label: t(), required: false }),
  single_choice: (t) => ({ label: t(), options: [option([], t), option([{ id: "o1" }], t)], other: false, required: true }),
  open_text: (t) => ({ label: t(), placeholder: t(), max: 1000, required: false }),
  coupon: (t) => ({ label: t(), copied: t(), code: "" }),
  purposes: () => ({}),
};

export function newBlock(type, variant, languages) {
  const ids = variant.steps.flatMap((step) => step.blocks.map((block) => block.id));
  return { id: freeId(type, ids), type, ...PARTS[type](() => texts(languages)) };
}

export const newOption = (options, languages) => option(options, () => texts(languages));

const option = (options, t) => ({ id: freeId("o", options.map(({ id }) => id)), text: t() });

const OPTIONS = {
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

export const newTrigger = (on) => ({ on, ...OPTIONS[on] });

const CONDITIONS = JSON.parse(document.getElementById("conditions").textContent);

/** What a new condition asks about first. */
export const usualFact = CONDITIONS["cart.value"] ? "cart.value" : "orders.count";

/** A question that fits the fact, as the catalogue has it: a number is compared, a yes or no is asked for. */
export const newCondition = (fact) => structuredClone(CONDITIONS[fact]);

export function freeId(stem, taken) {
  let number = 1;
  while (taken.includes(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}
