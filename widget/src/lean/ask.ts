// The prompt: asked, put off, answered here or elsewhere, and opened again.
import { say } from "../boundary";
import { type Campaign, config } from "../config";
import { granted, isAsking } from "../consent";
import "../law";
import type { Handle, How, View } from "../message/contract";
import { languages } from "../message/language";
import { open } from "./draw";
import { consult } from "./instead/consult";

export const campaign = config.campaigns[0] as Campaign;

let standing: Handle | undefined;
let isPutOff = false;

export const close = (how: How): void => standing?.close(how);

/** For whoever asks why it is not asked. */
export const state = () => ({
  isPutOff,
  isBusy: !!standing?.element.isConnected || !!document.querySelector("dialog:modal"),
});

/** A question was answered, here or in another tab. */
export const closePrompt = (): void => close("timeout");

/** It outlasts a change of route, until it is answered somewhere. */
export function leave(): void {
  if (!isAsking()) close("navigation");
}

/** Unless something modal of the page's own is open: then later. */
export function ask(): void {
  if (isAsking() && !isPutOff && !state().isBusy) openChoices();
}

/** The way back to one's privacy choices. What the page has taken out is let go first. */
export function openChoices(): void {
  closePrompt();
  const { id, variants } = campaign;
  const [arm, variant] = Object.entries(variants)[0] as [string, Campaign["variants"][string]];
  const { purposes } = config.consent;
  const began = Date.now();
  const view = {
    variant,
    languages: languages(config.language),
    purposes,
    granted: purposes.map(({ key }) => key).filter(granted),
    isOpen: /[?&]winback_debug/.test(location.search),
  } as View;
  standing = open(view, {
    shown: () => say("show", { campaign: id, arm, format: variant.format }),
    closed(how) {
      standing = undefined;
      if (how !== "done" && how !== "timeout") {
        isPutOff = true;
        consult("tab");
      }
      say("close", { campaign: id, how });
    },
    decide(wanted, how, layer) {
      consult("decide", wanted, how, layer, Date.now() - began);
    },
  });
}
