// What the editor's buttons do to the draft. Each gets the button's data-at (a path) and data-value.
import { freeId, newBlock, newCondition, newOption, newTrigger, usualFact } from "./blocks.js";
import { at, draft, put } from "./draft.js";
import { view } from "./view.js";

const parentOf = (path) => [at(path.split(".").slice(0, -1).join(".")), Number(path.split(".").pop())];
const variantOf = (path) => at(path.split(".").slice(0, 2).join("."));

export const OPERATIONS = {
  move(path, by) {
    const [list, index] = parentOf(path);
    list.splice(index + Number(by), 0, ...list.splice(index, 1));
  },
  remove(path) {
    const [list, index] = parentOf(path);
    list.splice(index, 1);
  },
  "add-block"(path, type) {
    at(path).push(newBlock(type, variantOf(path), draft.value.languages));
  },
  "add-option"(path) {
    at(path).push(newOption(at(path), draft.value.languages));
  },
  "add-step"(path) {
    const steps = at(path);
    const id = freeId("step", steps.map((step) => step.id));
    steps.push({ id, blocks: [], next: null });
    view.step = id;
  },
  "remove-step"(path) {
    const [steps, index] = parentOf(path);
    const [{ id }] = steps.splice(index, 1);
    for (const step of steps) {
      if (step.next === id) step.next = null;
      for (const block of step.blocks) if (block.action === `goto:${id}`) block.action = "close";
    }
  },
  "add-variant"() {
    const { variants } = draft.value;
    const name = [..."abcdefghij"].find((letter) => !variants[letter]);
    variants[name] = structuredClone(variants[view.variant] ?? Object.values(variants)[0]);
    draft.value.experiment.arms.push({ id: name, weight: 0 });
    shareEvenly();
    view.variant = name;
  },
  "remove-variant"(_, name) {
    delete draft.value.variants[name];
    const { experiment } = draft.value;
    experiment.arms = experiment.arms.filter((arm) => arm.id !== name);
    shareEvenly();
  },
  "add-language"(_, code) {
    draft.value.languages.push(code);
    view.language = code;
  },
  "remove-language"() {
    draft.value.languages = draft.value.languages.filter((code) => code !== view.language);
  },
  "add-trigger"(path) {
    const used = at(path).map(({ on }) => on);
    const free = ["exit_intent", "time", "scroll", "inactivity", "cart_abandonment", "event", "page_load"];
    at(path).push(newTrigger(free.find((on) => !used.includes(on)) ?? "event"));
  },
  "add-condition"() {
    const { audience } = draft.value;
    const mode = audience ? Object.keys(audience)[0] : "all";
    put("audience", { [mode]: [...(audience?.[mode] ?? []), newCondition(usualFact)] });
  },
  "remove-condition"(path) {
    const [list, index] = parentOf(path);
    list.splice(index, 1);
    if (!list.length) put("audience", null);
  },
  "add-test"() {
    const tests = draft.value.tests ?? [];
    const name = freeId("test ", tests.map((test) => test.name));
    put("tests", [...tests, { name, given: {}, when: {}, then: "shown" }]);
  },
  join(_, mode) {
    put("audience", { [mode]: Object.values(draft.value.audience)[0] });
  },
  "audience-as-json": () => (view.isAudienceJson = true),
  "audience-as-form": () => (view.isAudienceJson = false),
  "even-shares": shareEvenly,
  "add-control"() {
    draft.value.experiment.arms.unshift({ id: "control", weight: 0.1 });
    shareEvenly();
  },
  "remove-control"() {
    const { experiment } = draft.value;
    experiment.arms = experiment.arms.filter((arm) => arm.id !== "control");
    shareEvenly();
  },
};

/** The control keeps its share; the variants divide the rest, the last one taking what rounding leaves. */
function shareEvenly() {
  const { arms } = draft.value.experiment;
  const control = arms.find((arm) => arm.id === "control");
  const variants = arms.filter((arm) => arm !== control);
  if (control && !(control.weight > 0 && control.weight < 1)) control.weight = 0.1;
  const rest = 1 - (control?.weight ?? 0);
  const each = Math.floor((rest / variants.length) * 1e4) / 1e4;
  for (const arm of variants) arm.weight = each;
  if (variants.length) variants.at(-1).weight = round(rest - each * (variants.length - 1));
}

const round = (number) => Math.round(number * 1e6) / 1e6;

/** A select with data-redraws changes what stands beside it. */
export function adapt(path, value) {
  if (/^triggers\.\d+\.on$/.test(path)) put(path.slice(0, -3), newTrigger(value));
  if (/^audience\.\w+\.\d+\.fact$/.test(path)) put(path.slice(0, -5), newCondition(value));
  if (/^tests\.\d+\.then$/.test(path) && value === "shown") put(path.replace(/then$/, "because"), undefined);
  if (/\.action$/.test(path) && value === "link") put(path.replace(/action$/, "url"), at(path.replace(/action$/, "url")) ?? "");
}
