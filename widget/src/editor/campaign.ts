// What the preview has to know of the campaign besides its draft; `look` is the site's brand kit.
import type { Theme } from "../config";
import { json } from "./dom";

export const campaign = json<{ look?: Theme }>("sample");
