// The list of reasons: each campaign, each check, what it saw and what would make it pass. Drawn anew as things change.
import type { Explanation } from "../explain";
import { el } from "../message/element";
import { CHECK_WORDS, language, TRIGGER_WORDS, WORDS } from "./words";

export interface Reasons {
  element: HTMLElement;
  tell(told: Explanation[], name: (id: string) => string, chosen: string): void;
}

export function reasons(): Reasons {
  const element = el("div", { class: "reasons" });
  const open = new Map<string, boolean>();
  let last = "";

  function tell(told: Explanation[], name: (id: string) => string, chosen: string): void {
    const text = JSON.stringify([told, chosen]).replace(/"seen":\d{13}/g, "");
    if (text === last) return;
    last = text;
    const sorted = [...told].sort((one, other) => Number(other.campaign === chosen) - Number(one.campaign === chosen));
    const held = (element.getRootNode() as ShadowRoot).activeElement?.closest("details")?.dataset.campaign;
    element.replaceChildren(...sorted.map((one) => drawn(one, name(one.campaign), chosen)));
    if (held) element.querySelector<HTMLElement>(`[data-campaign="${CSS.escape(held)}"] summary`)?.focus();
  }

  function drawn({ campaign, shows, checks }: Explanation, name: string, chosen: string): HTMLElement {
    const details = el(
      "details",
      { "data-campaign": campaign, open: open.get(campaign) ?? campaign === chosen },
      el(
        "summary",
        {},
        el("b", {}, name),
        el("span", { class: shows ? "yes" : "no" }, shows ? WORDS.ready : WORDS.blocked),
      ),
      el("ul", {}, ...checks.map(line)),
    ) as HTMLDetailsElement;
    details.ontoggle = () => open.set(campaign, details.open);
    return details;
  }

  return { element, tell };
}

function line({ check, passes, seen, needs }: Explanation["checks"][number]): HTMLElement {
  const mark = el("span", { class: passes ? "mark yes" : "mark no", "aria-hidden": "true" }, passes ? "✓" : "✗");
  const said = el("span", { class: "aside" }, ` ${passes ? WORDS.passes : WORDS.fails}`);
  const title = el("span", {}, el("b", {}, CHECK_WORDS[check] ?? check), said);
  const values = [
    el("dt", {}, WORDS.seen),
    el("dd", {}, plain(seen)),
    ...(passes ? [] : [el("dt", {}, WORDS.needs), el("dd", {}, wanted(needs))]),
  ];
  return el("li", {}, mark, el("div", {}, title, el("dl", {}, ...values)));
}

/** A rule in one line: `cart.value gte 50 (40)`; else the value as it is. */
function wanted(needs: unknown): string {
  if (!needs || typeof needs !== "object") return plain(needs);
  const { all, any, not, fact, op, value, seen } = needs as Record<string, unknown>;
  if (Array.isArray(all) || Array.isArray(any)) {
    const parts = (all ?? any) as unknown[];
    const isMoments = parts.every((part) => typeof part === "string");
    const said = parts.map((part) => (isMoments ? (TRIGGER_WORDS[`${part}`] ?? `${part}`) : wanted(part)));
    return said.join(all ? " + " : " / ") || "–";
  }
  if (not) return `not (${wanted(not)})`;
  if (fact) return [fact, op, plain(value, ""), `(${plain(seen)})`].filter(Boolean).join(" ");
  return plain(needs);
}

function plain(value: unknown, absent: string = WORDS.absent): string {
  if (value == null) return absent;
  if (typeof value === "number") return value > 1e12 ? new Date(value).toLocaleString(language) : `${value}`;
  if (Array.isArray(value)) return value.map((one) => plain(one)).join(", ") || "–";
  if (typeof value === "object")
    return (
      Object.entries(value)
        .map(([key, one]) => `${key}: ${plain(one)}`)
        .join(" · ") || "–"
    );
  return `${value}`;
}
