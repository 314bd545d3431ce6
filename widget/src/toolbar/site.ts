// The widget as it runs in a preview: every part of it, with a few files of instead/ in the place of their namesakes.
import "../parts/engine";
import "../facts/all";
import "../parts/loader";
import { openCart } from "../carts/open";
import { direct } from "../director";
import { explain } from "../explain";
import { BUNDLED } from "./instead/config";
import { release } from "./instead/release";
import { openPanel } from "./panel";
import { refuse } from "./shell";

Object.assign(BUNDLED, {
  engine: { direct },
  cart: { openCart },
  debug: {
    explain,
    follow: async () => false,
    open: (_config: unknown, _chunk: unknown, granted: (purpose: string) => boolean) => release(granted),
    unload: async () => {},
  },
});

export interface Instance {
  openPanel: typeof openPanel;
  refuse: typeof refuse;
}

export { openPanel, refuse };
