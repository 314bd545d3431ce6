// Where visits are counted before anybody is asked, what counts them is in the same file.
import { counting } from "./counting";
import { tally } from "./tally";

Object.assign(tally, counting);
