// The door to what only few pages ever need: the owner's links, why a campaign would show or would not, and the way out.
import type { Strikes } from "./boundary";
import type { Config } from "./config";

type Fetch = <T>(name: string) => Promise<T>;

// put in by the build: a script that names them would make every visitor download two more addresses
declare const __APART__: Record<string, string>;

function apart<T>(config: Config, chunk: Fetch, name: string): Promise<T> {
  config.chunks[name] = __APART__[name] as string;
  return chunk<T>(name);
}

type Explain = typeof import("./explain");

export async function explain(...asked: Parameters<Explain["explain"]>): Promise<ReturnType<Explain["explain"]>> {
  const [{ config, chunk }] = asked;
  const { explain, print } = await apart<Explain>(config, chunk, "explain");
  return print(explain(...asked));
}

type Prompt = typeof import("./lean/explain");

/** The same where the script knows of nothing but the question of consent. */
export async function explainPrompt(...asked: Parameters<Prompt["explainPrompt"]>) {
  const [{ config, chunk }] = asked;
  return (await apart<Prompt>(config, chunk, "prompt")).explainPrompt(...asked);
}

type Rehearsal = { instance: Parameters<typeof import("./toolbar/open").open>[1] };

let isOpen = false;

/** The toolbar of a tab that previews a draft; a page that has the tag twice gets one. */
async function preview(config: Config, chunk: Fetch): Promise<void> {
  if (isOpen) return;
  isOpen = true;
  const widget = apart<Rehearsal>(config, chunk, "rehearsal");
  const toolbar = apart<typeof import("./toolbar/open")>(config, chunk, "toolbar");
  await (await toolbar).open(config, (await widget).instance);
}

type Unload = typeof import("./unload");

/** Too much went wrong on this page. */
export const unload = async (config: Config, chunk: Fetch, strikes: Strikes, life: AbortController): Promise<void> =>
  (await apart<Unload>(config, chunk, "unload")).unload(config, strikes, life);

/** What the page holds back, where all of it is granted. */
export const open = async (config: Config, chunk: Fetch, granted: (purpose: string) => boolean): Promise<void> =>
  (await apart<typeof import("./release")>(config, chunk, "release")).release(granted);

/** What an owner's link asks for. Whether this tab is not the widget's, which then keeps still. */
export async function follow(config: Config, chunk: Fetch, forget: (id: string) => void): Promise<boolean> {
  let kept = keptBy(config);
  const [, kind, value = ""] = /[?&#]winback[_-](arm|staff|preview)=([^&#]+)/.exec(location.href) ?? [];
  if (kind !== "preview" && kept?.startsWith("{")) {
    if (kept.includes(`"rev":"${config.rev}"`)) {
      (await apart<Unload>(config, chunk, "unload")).keepStill(kept);
      return true;
    }
    // in what is published since then it may be mended
    sessionStorage.removeItem(keyOf(config));
    kept = null;
  }
  if (kept || location.hash.startsWith("#winback-preview=")) {
    await preview(config, chunk).catch(failed);
    return true;
  }
  if (value) await (await apart<typeof import("./links")>(config, chunk, "links")).go(config, kind, value, forget);
  return false;
}

const failed = (error: unknown) =>
  document.dispatchEvent(new CustomEvent("winback:error", { detail: { message: `${error}` } }));

const keyOf = ({ site }: Config) => `winback:${site}:preview`;

/** What this tab is for: a preview's token, or how the widget came to take itself out. */
function keptBy(config: Config): string | null {
  try {
    return sessionStorage.getItem(keyOf(config));
  } catch {
    return null;
  }
}
