// The plain rules of a step: after this step, if a question was answered so, go there.
import { at, type Block, put, type Step, type Variant } from "./draft";
import { variantOf } from "./structure";

type Leaf = { fact: string; op: string; value?: unknown };

const SCALES: Record<string, number> = { nps: 6, csat: 3, ces: 4, stars: 3 };
const VALUELESS = ["is_set", "is_not_set"];

/** A question of the step, or else of one before it. */
export function questionsOf(variant: Variant, step: Step): Block[] {
  const until = variant.steps.slice(0, variant.steps.indexOf(step) + 1).reverse();
  return until.flatMap(({ blocks }) => blocks.filter(isQuestion));
}

/** Every question has a label, and a coupon is none. */
const isQuestion = ({ label, type }: Block): boolean => !!label && type !== "coupon";

/** The first that one would ask of such a question. */
function usual({ id, type, kind, options = [] }: Block): Leaf {
  const fact = `answer.${id}`;
  if (type in SCALES) return { fact, op: "lte", value: SCALES[type] as number };
  if (type === "field" && kind === "number") return { fact, op: "gte", value: 1 };
  if (type === "multiple_choice" && options[0]) return { fact, op: "contains", value: options[0].id };
  if (/^(single_choice|select)$/.test(type) && options[0]) return { fact, op: "eq", value: options[0].id };
  return { fact, op: "is_set" };
}

export function addRule(path: string): void {
  const step = at<Step>(path.replace(/\.logic$/, ""));
  const [question] = questionsOf(variantOf(path), step);
  if (!question) return;
  const rule = { when: usual(question), then: [{ jump: null }] };
  put(path, [...(step.logic ?? []), rule]);
}

/** Another question asks in its own way; another way to ask keeps the value, where it has one. */
export function adaptRule(path: string): void {
  const when = path.replace(/\.(fact|op)$/, "");
  const leaf = at<Leaf>(when);
  const { steps } = variantOf(path);
  const block = steps.flatMap(({ blocks }) => blocks).find(({ id }) => leaf.fact === `answer.${id}`);
  if (!block) return;
  const fresh = usual(block);
  if (path.endsWith(".fact")) return put(when, fresh);
  const { fact, op } = leaf;
  if (VALUELESS.includes(op)) return put(when, { fact, op });
  put(when, { fact, op, value: leaf.value ?? fresh.value ?? "" });
}
