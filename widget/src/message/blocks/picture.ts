// A picture of the site's library, in the size that the screen needs.
import { atDesk } from "../desk";
import { BLOCKS } from ".";
import { drawn } from "./image";

BLOCKS.image = (block, scene) => {
  const { picture, widths = [] } = block;
  const at = (size?: number) => `${atDesk()?.config.base ?? ""}/w/m/${picture}-${size}.webp`;
  const sizes = scene.view.variant.format === "inline" ? "100vw" : "(max-width:600px) 100vw,560px";
  const srcset = widths.map((size) => `${at(size)} ${size}w`).join();
  const kept = { decoding: "async", sizes, srcset, src: at(widths.at(-1)) };
  return drawn(block, scene, picture ? kept : undefined);
};
