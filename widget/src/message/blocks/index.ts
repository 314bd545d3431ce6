import type { Draw } from "./block";
import { button } from "./button";
import { heading, image, text } from "./plain";

/** What can only be read and pressed. What is answered is in fields.ts, a chunk. */
export const BLOCKS: Record<string, Draw> = { heading, text, image, button };
