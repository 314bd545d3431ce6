// What a page holds back until its purpose is granted: scripts, frames, pictures, links.

import { say } from "./boundary";

interface Policy {
  createScript(text: string): string;
  createScriptURL(address: string): string;
}

/** Made once, and only for a script. Where the page enforces Trusted Types, its own scripts are let through by a policy that it has to name: `winback`. */
let policy: Policy | undefined;

function madePolicy(): Policy {
  const asIs = { createScript: (text: string) => text, createScriptURL: (address: string) => address };
  const { trustedTypes } = window as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } };
  try {
    return trustedTypes?.createPolicy("winback", asIs) ?? asIs;
  } catch {
    return asIs; // not named there: then the page's scripts stay as they are, and its console says why
  }
}

export async function release(granted: (purpose: string) => boolean): Promise<void> {
  for (const blocked of document.querySelectorAll<HTMLElement>("[data-winback-purpose]"))
    if (granted(blocked.dataset.winbackPurpose as string))
      await revive(blocked).catch((error) => say("error", { message: `${error}` }));
}

/** A script that was born inert stays so: a new one takes its place. One after another, as the page wrote them. */
async function revive(blocked: HTMLElement): Promise<void> {
  const { src, href, type = "" } = blocked.dataset;
  delete blocked.dataset.winbackPurpose;
  if (!(blocked instanceof HTMLScriptElement)) {
    if (src) blocked.setAttribute("src", src);
    if (href) blocked.setAttribute("href", href);
    return;
  }
  const script = document.createElement("script");
  for (const { name, value } of blocked.attributes) if (!/^(type|src)$/.test(name)) script.setAttribute(name, value);
  script.type = type;
  script.nonce = blocked.nonce;
  policy ??= madePolicy();
  script.text = policy.createScript(blocked.text);
  const address = src ?? blocked.getAttribute("src");
  if (address) script.src = policy.createScriptURL(address);
  const loaded = new Promise((done) => {
    script.onload = script.onerror = done;
  });
  blocked.replaceWith(script);
  if (address) await loaded;
}
