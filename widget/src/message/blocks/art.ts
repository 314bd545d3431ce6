// Pictures at an edge or behind words, for the sites that have such.
import { extras } from "../../extras";
import { sheets } from "../sheets";
import { BLOCKS } from ".";
import CSS from "./art.css";
import { hung, veil } from "./hung";
import { drawn } from "./image";

const among = BLOCKS.image ?? drawn;
const { ask } = extras;

BLOCKS.image = (block, scene) => (block.place ? hung : among)(block, scene);

extras.ask = (form, drawn, scene) => {
  ask?.(form, drawn, scene);
  veil(form, drawn);
};

sheets.push(CSS);
