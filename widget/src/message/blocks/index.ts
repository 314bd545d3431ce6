import type { Draw } from "./block";
import { button } from "./button";
import { heading, text } from "./plain";

/** By type. What can only be read and pressed; every other kind is a part of its own and puts itself here. */
export const BLOCKS: Record<string, Draw> = { heading, text, button };
