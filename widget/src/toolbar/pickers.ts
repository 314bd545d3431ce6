// Which face of the campaign: its variant, step, language and colours.
import type { Campaign } from "../config";
import { el } from "../message/element";
import { type Controls, controls } from "./controls";
import { config } from "./instead/config";
import type { Previewed } from "./open";
import { type Option, picker } from "./parts";
import { languageName, WORDS } from "./words";

export function pickers(
  { campaign, version, names }: Previewed,
  chosen: () => Campaign,
  pick: (change: Partial<Controls>) => void,
) {
  const fields = {
    campaign: picker(WORDS.campaign, (id) => pick({ campaign: id, step: "" })),
    arm: picker(WORDS.variant, (arm) => pick({ arms: { ...controls.arms, [controls.campaign]: arm }, step: "" })),
    step: picker(WORDS.step, (step) => pick({ step })),
    language: picker(WORDS.language, (language) => pick({ language })),
    scheme: picker(WORDS.colours, (scheme) => pick({ scheme })),
  };

  const name = (id: string): string => names[id] ?? id;
  const marked = (id: string) =>
    id === campaign ? `${name(id)} (${version ? `v${version}` : WORDS.draft})` : name(id);

  /** What there is to choose from, and what is chosen. */
  function offer(): void {
    const { id, kind, variants } = chosen();
    const arm = controls.arms[id] ?? "";
    const steps = arm === "control" ? [] : ((variants[arm] ?? Object.values(variants)[0])?.steps ?? []);
    const unseen: Option[] = kind === "consent" ? [] : [["control", WORDS.control]];
    const drawn = Object.keys(variants).map((key): Option => [key, key.length > 1 ? key : key.toUpperCase()]);
    fields.campaign.set(
      config.campaigns.map((one): Option => [one.id, marked(one.id)]),
      id,
    );
    fields.arm.set([...drawn, ...unseen, ["", WORDS.own]], arm);
    fields.step.set(
      steps.map((step, at): Option => [step.id, `${at + 1} · ${step.id}`]),
      controls.step,
    );
    fields.language.set(
      [["", WORDS.pages], ...spoken(chosen()).map((code): Option => [code, languageName(code)])],
      controls.language,
    );
    fields.scheme.set(
      [
        ["", WORDS.devices],
        ["light", WORDS.light],
        ["dark", WORDS.dark],
      ],
      controls.scheme,
    );
  }

  const element = el("div", { class: "picks" }, ...Object.values(fields).map((field) => field.element));
  return { element, offer, name };
}

/** The languages that a campaign's texts are in. */
function spoken({ variants }: Campaign): string[] {
  const blocks = Object.values(variants).flatMap(({ steps }) => steps.flatMap(({ blocks }) => blocks));
  const texts = blocks.flatMap((block) => Object.values(block).filter((value) => value && typeof value === "object"));
  const codes = texts.flatMap((text) => (Array.isArray(text) ? [] : Object.keys(text as object)));
  return [...new Set(codes)];
}
