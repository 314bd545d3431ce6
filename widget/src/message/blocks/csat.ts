import { BLOCKS } from ".";
import { scale } from "./scale";

/** How satisfied, from 1 to 5. */
BLOCKS.csat = scale(1, 5);
