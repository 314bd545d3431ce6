import { BLOCKS } from ".";
import { scale } from "./scale";

/** How easy it was made, from 1 to 7. */
BLOCKS.ces = scale(1, 7);
