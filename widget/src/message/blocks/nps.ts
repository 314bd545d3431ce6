import { BLOCKS } from ".";
import { scale } from "./scale";

/** How likely to recommend, from 0 to 10. */
BLOCKS.nps = scale(0, 10);
