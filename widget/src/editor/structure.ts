// The order of steps and blocks: moved, put elsewhere, made twice, taken away.
import { freeId, idsOf } from "./blocks";
import { at, type Block, type Step, type Variant } from "./draft";
import { announce, words } from "./words";

/** The list that a path ends in, and the place in it. */
export function listOf<T = unknown>(path: string): [list: T[], index: number, at: string] {
  const keys = path.split(".");
  const index = Number(keys.pop());
  return [at<T[]>(keys.join(".")), index, keys.join(".")];
}

export const variantOf = (path: string): Variant => at<Variant>(path.split(".").slice(0, 2).join("."));

/** Puts what is at a path into a list, before what now has that index there. */
export function place(path: string, into: string, index: number): void {
  const [list, from, here] = listOf(path);
  const target = at<unknown[]>(into);
  const [one] = list.splice(from, 1);
  target.splice(here === into && from < index ? index - 1 : index, 0, one);
  tell(one as Block | Step, into);
}

/** One up (-1) or down (1); a block that is at the edge of its step goes over into the next one. */
export function moveBy(path: string, by: number): void {
  const [list, index, here] = listOf<Block | Step>(path);
  const to = index + by;
  if (list[to]) return place(path, here, by > 0 ? to + 1 : to);
  const keys = here.split(".");
  if (keys.pop() !== "blocks") return;
  const [steps, step, stepsAt] = listOf<Step>(keys.join("."));
  const next = steps[step + by];
  if (next) place(path, `${stepsAt}.${step + by}.blocks`, by > 0 ? 0 : next.blocks.length);
}

function tell(one: Block | Step, list: string): void {
  const here = at<(Block | Step)[]>(list);
  const values = { number: here.indexOf(one) + 1, count: here.length };
  if (list.endsWith(".logic")) return announce(words("movedRule", values));
  const step = Number(list.split(".")[3] ?? 0) + 1;
  announce("type" in one ? words("movedBlock", { ...values, step }) : words("movedStep", values));
}

/** The copy comes right after it, under ids of its own. */
export function duplicate(path: string): string {
  const [list, index] = listOf<Block | Step>(path);
  const variant = variantOf(path);
  const one = list[index] as Block | Step;
  const copy = "type" in one ? copyOfBlock(one, variant) : copyOfStep(one, variant);
  list.splice(index + 1, 0, copy);
  announce(words("duplicated"));
  return copy.id;
}

const copyOfBlock = (block: Block, variant: Variant): Block => ({
  ...structuredClone(block),
  id: freeId(block.type, idsOf(variant)),
});

/** What in the step asks about its own blocks asks about those of the copy. */
function copyOfStep(step: Step, variant: Variant): Step {
  const stepIds = variant.steps.map(({ id }) => id);
  const ids = idsOf(variant);
  const renamed = new Map<string, string>();
  for (const { id, type } of step.blocks) {
    const name = freeId(type, ids);
    renamed.set(id, name);
    ids.push(name);
  }
  const written = JSON.stringify(step).replace(
    /\banswer\.([A-Za-z0-9_-]+)/g,
    (_, id) => `answer.${renamed.get(id) ?? id}`,
  );
  const copy = JSON.parse(written) as Step;
  for (const block of copy.blocks) block.id = renamed.get(block.id) as string;
  for (const { then } of copy.logic ?? []) {
    for (const action of then as { require?: string }[]) {
      if (action.require) action.require = renamed.get(action.require) ?? action.require;
    }
  }
  return { ...copy, id: freeId("step", stepIds) };
}

type Leaf = { fact?: string };

/** A block goes, and with it the plain rules that ask about it; a rule with more in it is left for its owner to mend. */
export function removeBlock(path: string): void {
  const [blocks, index] = listOf<Block>(path);
  const [gone] = blocks.splice(index, 1);
  for (const step of variantOf(path).steps) {
    dropRules(step, ({ when }) => (when as Leaf | null)?.fact === `answer.${gone?.id}`);
  }
}

/** A step goes, and with it the ways that lead to it. */
export function removeStep(path: string): void {
  const [steps, index] = listOf<Step>(path);
  const [gone] = steps.splice(index, 1);
  const id = gone?.id;
  for (const block of gone?.blocks ?? []) {
    for (const step of steps) dropRules(step, ({ when }) => (when as Leaf | null)?.fact === `answer.${block.id}`);
  }
  for (const step of steps) {
    if (step.next === id) step.next = gone?.next === step.id ? null : (gone?.next ?? null);
    for (const rule of step.logic ?? [])
      rule.then = rule.then.filter((action) => !("jump" in action && action.jump === id));
    dropRules(step, ({ then }) => !then.length);
    for (const block of step.blocks) if (block.action === `goto:${id}`) block.action = "close";
  }
}

function dropRules(step: Step, isGone: (rule: NonNullable<Step["logic"]>[number]) => boolean): void {
  if (!step.logic) return;
  step.logic = step.logic.filter((rule) => !isGone(rule));
  if (!step.logic.length) delete step.logic;
}

/** Where a block or a step of a variant is now: the form may have been drawn before it was moved. */
export function pathOf(variant: string, id: string): string | undefined {
  const steps = at<Step[] | undefined>(`variants.${variant}.steps`) ?? [];
  for (const [s, step] of steps.entries()) {
    if (step.id === id) return `variants.${variant}.steps.${s}`;
  }
  return undefined;
}

export function pathOfBlock(variant: string, id: string): string | undefined {
  const steps = at<Step[] | undefined>(`variants.${variant}.steps`) ?? [];
  for (const [s, { blocks }] of steps.entries()) {
    const b = blocks.findIndex((block) => block.id === id);
    if (b >= 0) return `variants.${variant}.steps.${s}.blocks.${b}`;
  }
  return undefined;
}

/** A path as the form has it, as it is in the draft now: the blocks around its element may have moved since. */
export function current(path: string, element: Element): string {
  const variant = element.closest<HTMLElement>("[data-variant]")?.dataset.variant ?? "";
  const block = element.closest<HTMLElement>("[data-block]");
  const step =
    element.closest<HTMLElement>("[data-step]") ??
    element.closest("[data-row]")?.querySelector<HTMLElement>(":scope > [data-step]");
  const row = block ?? step;
  const was = row?.id.slice(2); // f-PATH
  if (!row || !was || !(path === was || path.startsWith(`${was}.`))) return path;
  const now = block ? pathOfBlock(variant, block.dataset.block as string) : pathOf(variant, row.dataset.step as string);
  return now ? now + path.slice(was.length) : path;
}
