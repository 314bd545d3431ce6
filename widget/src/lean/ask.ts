// The prompt: asked, put off, answered here or elsewhere, and opened again.
import { hasDialog } from "../at_hand";
import { say } from "../boundary";
import { type Campaign, config } from "../config";
import { granted, isAsking } from "../consent";
import { extras } from "../extras";
import "../law";
import type { Handle, How, View } from "../message/contract";
import "../message/language";
import { open } from "./draw";
import { consult } from "./instead/consent_desk";

export const campaign = config.campaigns[0] as Campaign;

let standing: Handle | undefined;
let isPutOff = false;

export const close = (how: How): void => standing?.close(how);

/** For whoever asks why it is not asked. */
export const state = () => ({
  isPutOff,
  isBusy: !!standing?.element.isConnected || !!hasDialog(),
});

/** A question was answered, here or in another tab. */
export const closePrompt = (): void => close("timeout");

/** It outlasts a change of route, until it is answered somewhere. */
export function leave(): void {
  if (!isAsking()) close("navigation");
}

/** Unless a dialog of the page's own is open: then later. */
export function ask(): void {
  if (isAsking() && !isPutOff && !state().isBusy) openChoices(true);
}

/** The way back to one's privacy choices, or, at first, the question itself. What the page has taken out is let go first. */
export function openChoices(isFirst?: boolean): void {
  closePrompt();
  const { id, variants } = campaign;
  const [arm, variant] = Object.entries(variants)[0] as [string, Campaign["variants"][string]];
  const began = Date.now();
  const view = {
    variant,
    languages: extras.languages(config),
    purposes: config.consent.purposes,
    granted,
    isOpen: /[?&]winback_debug/.test(location.search),
  } as View;
  const hooks = {
    shown: () => say("show", { campaign: id, arm, format: variant.format }),
    closed(how: How) {
      standing = undefined;
      if (how !== "done" && how !== "timeout") {
        isPutOff = true;
        consult("tab");
      }
      say("close", { campaign: id, how });
    },
    decide(wanted: Record<string, boolean>, how: string, layer: number) {
      consult("decide", wanted, how, layer, Date.now() - began);
    },
  };
  standing = open(view, hooks, isFirst);
}
