// The owner's chunk: links that force an arm, and why a campaign would show or would not.
import { armOf } from "./arm";
import type { Config } from "./config";
import { leaveOut } from "./staff";

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

/** What an owner's link asks for. Whether this tab is the toolbar's now, and the widget is to keep still. */
export async function follow(config: Config, chunk: Fetch, forget: (id: string) => void): Promise<boolean> {
  if (isPreviewed(config)) {
    await preview(config, chunk).catch(failed);
    return true;
  }
  const [, kind, value = ""] = /[?&#]winback_(arm|staff)=([^&#]+)/.exec(location.href) ?? [];
  if (kind === "staff") await leaveOut(config.base, config.site, value);
  else if (value && config.force) draw(config, value, forget);
  return false;
}

const failed = (error: unknown) =>
  document.dispatchEvent(new CustomEvent("winback:error", { detail: { message: `${error}` } }));

function isPreviewed({ site }: Config): boolean {
  if (location.hash.startsWith("#winback-preview=")) return true;
  try {
    return !!sessionStorage.getItem(`winback:${site}:preview`);
  } catch {
    return false;
  }
}

const TRIES = 20000;

/**
 * For `?winback_arm=cart-saver:a`: draws ids until one truly falls there, so that the server's recomputation agrees.
 * Once per link and tab: walking on keeps the visitor.
 */
function draw(config: Config, link: string, forget: (id: string) => void): void {
  const kept = session(config);
  if (kept.link === link) return;
  const wanted = decodeURIComponent(link)
    .split(",")
    .map((pair) => pair.split(":"));
  for (let tries = 0; tries < TRIES; tries++) {
    const id = crypto.randomUUID().replaceAll("-", "");
    const fits = wanted.every(([campaign = "", arm]) => armOf(config, campaign, id) === arm);
    if (!fits) continue;
    kept.link = link;
    return forget(id);
  }
}

/** A tab that keeps nothing draws again on every page. */
function session({ site }: Config): { link?: string } {
  const key = `winback:${site}:link`;
  const orNull = <T>(run: () => T): T | null => {
    try {
      return run();
    } catch {
      return null;
    }
  };
  return {
    get link() {
      return orNull(() => sessionStorage.getItem(key)) ?? "";
    },
    set link(link: string) {
      orNull(() => sessionStorage.setItem(key, link));
    },
  };
}
