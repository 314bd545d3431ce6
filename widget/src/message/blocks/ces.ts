import { sheets } from "../sheets";
import { BLOCKS } from ".";
import CSS from "./ces.css";
import { scale } from "./scale";

/** How easy it was made, from 1 to 7. */
BLOCKS.ces = scale(1, 7);

sheets.push(CSS);
