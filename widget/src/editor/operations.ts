// What the editor's buttons do to the draft. Each gets the button's data-at (a path) and data-value.
import type { Option, Theme } from "../config";
import { adaptCondition, CONDITION_OPERATIONS, type Operation } from "./audience";
import { freeId, newBlock, newOption, newTrigger } from "./blocks";
import { campaign } from "./campaign";
import { at, type Block, draft, put, type Step } from "./draft";
import { toButton, toField, toNeighbour, toSummary, toToggle } from "./focus";
import { rename } from "./rename";
import { plain } from "./rich";
import { duplicate, listOf, moveBy, removeBlock, removeStep, variantOf } from "./structure";
import { round } from "./values";
import { view } from "./view";
import { announce, words } from "./words";
import { worn } from "./worn";

function remove(path: string): void {
  const [list, index, at] = listOf(path);
  list.splice(index, 1);
  if (at.endsWith(".options")) toButton("add-option", at);
}

export const OPERATIONS: Record<string, Operation> = {
  ...CONDITION_OPERATIONS,
  remove,
  move: (path, by) => moveBy(path, Number(by)),
  duplicate(path) {
    const id = duplicate(path);
    const [, index, list] = listOf(path);
    if (path.includes(".blocks.")) {
      view.block = id;
      toToggle(id);
    } else {
      view.step = id;
      toSummary(`${list}.${index + 1}`);
    }
  },
  "add-block"(path, type) {
    const block = newBlock(type, variantOf(path), draft.value.languages);
    at<unknown[]>(path).push(block);
    view.block = block.id;
    toField(block.id);
  },
  "remove-block"(path) {
    removeBlock(path);
    toNeighbour(path);
    announce(words("removed"));
  },
  "make-rich"(path) {
    const block = at<Block>(path);
    block.rich = Object.fromEntries(draft.value.languages.map((code) => [code, [block.text?.[code] ?? ""]]));
  },
  "make-plain"(path) {
    const block = at<Block>(path);
    const said = Object.entries(block.rich ?? {}).map(([code, parts]) => [code, plain(parts)]);
    block.text = { ...block.text, ...Object.fromEntries(said) };
    delete block.rich;
  },
  "add-option"(path) {
    const options = at<Option[]>(path);
    options.push(newOption(options, draft.value.languages));
    view.focus = `[id="f-${path}.${options.length - 1}.text.${view.language}"]`;
  },
  "add-pictures"(path) {
    for (const option of at<Option[]>(`${path}.options`)) option.image ??= { src: "" };
    view.focus = `[id="f-${path}.options.0.image.picture"]`;
  },
  "remove-pictures"(path) {
    for (const option of at<Option[]>(`${path}.options`)) delete option.image;
    toButton("add-pictures", path);
  },
  "place-picture"(path, place) {
    put(`${path}.place`, place || undefined);
  },
  "add-step"(path) {
    const steps = at<Step[]>(path);
    const id = freeId(
      "step",
      steps.map((step) => step.id),
    );
    steps.push({ id, blocks: [], next: null });
    view.step = id;
    view.block = null;
    toSummary(`${path}.${steps.length - 1}`);
  },
  "remove-step"(path) {
    removeStep(path);
    const [steps, index, list] = listOf(path);
    if (steps.length) toSummary(`${list}.${Math.min(index, steps.length - 1)}`);
    else toButton("add-step", list);
    announce(words("removed"));
  },
  "add-variant"() {
    const { variants, experiment } = draft.value;
    const name = [..."abcdefghij"].find((letter) => !variants[letter]) as string;
    variants[name] = structuredClone(
      variants[view.variant] ?? Object.values(variants)[0] ?? { format: "popup", steps: [] },
    );
    experiment.arms.push({ id: name, weight: 0 });
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
  theme(path, chosen) {
    const { kit: _, dark: __, ...own } = worn(at(path), campaign.look);
    put(path, { ...own, ...JSON.parse(chosen) });
  },
  "follow-kit"(path) {
    const { position } = at<Theme | undefined>(path) ?? {};
    put(path, { kit: true, ...(position && { position }) });
  },
  "add-trigger"(path) {
    const triggers = at<{ on: string }[]>(path);
    const used = triggers.map(({ on }) => on);
    const free = ["exit_intent", "time", "scroll", "inactivity", "cart_abandonment", "event", "page_load"];
    triggers.push(newTrigger(free.find((on) => !used.includes(on)) ?? "event"));
  },
  "add-test"() {
    const tests = draft.value.tests ?? [];
    const name = freeId(
      "test ",
      tests.map((test) => test.name),
    );
    put("tests", [...tests, { name, given: {}, when: {}, then: "shown" }]);
  },
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
function shareEvenly(): void {
  const { arms } = draft.value.experiment;
  const control = arms.find((arm) => arm.id === "control");
  const variants = arms.filter((arm) => arm !== control);
  if (control && !(control.weight > 0 && control.weight < 1)) control.weight = 0.1;
  const rest = 1 - (control?.weight ?? 0);
  const each = Math.floor((rest / variants.length) * 1e4) / 1e4;
  for (const arm of variants) arm.weight = each;
  const last = variants.at(-1);
  if (last) last.weight = round(rest - each * (variants.length - 1));
}

/** A field with data-redraws changes what stands beside it. `was`: what the field said before. */
export function adapt(path: string, value: string, was = ""): void {
  if (/\.calculate$/.test(path)) rename(path.split(".", 2).join("."), was, value);
  if (/^triggers\.\d+\.on$/.test(path)) put(path.slice(0, -3), newTrigger(value));
  adaptCondition(path, value);
  if (/^tests\.\d+\.then$/.test(path) && value === "shown") put(path.replace(/then$/, "because"), undefined);
  if (/\.action$/.test(path) && value === "link") {
    const url = path.replace(/action$/, "url");
    put(url, at(url) ?? "");
  }
  if (/\.action$/.test(path) && value === "event") {
    const block = path.replace(/\.action$/, "");
    put(block, { event: "", then: "close", ...at<Block>(block) });
  }
}
