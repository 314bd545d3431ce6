// A picture of the site's library, in the size that the screen needs.
import { BLOCKS } from ".";
import { drawn } from "./image";
import { sized } from "./sized";

BLOCKS.image = (block, scene) => {
  const isInline = scene.view.variant.format === "inline";
  return drawn(block, scene, sized(block, isInline ? "100vw" : "(max-width:600px) 100vw,560px"));
};
