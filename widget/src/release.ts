// What a page holds back until its purpose is granted: scripts, frames, pictures, links.

export async function release(granted: (purpose: string) => boolean): Promise<void> {
  for (const blocked of document.querySelectorAll<HTMLElement>("[data-winback-purpose]"))
    if (granted(blocked.dataset.winbackPurpose as string)) await revive(blocked);
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
  script.text = blocked.text;
  const address = src ?? blocked.getAttribute("src");
  if (address) script.src = address;
  const loaded = new Promise((done) => {
    script.onload = script.onerror = done;
  });
  blocked.replaceWith(script);
  if (address) await loaded;
}
