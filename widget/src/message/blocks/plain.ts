// Heading and text: nothing to answer.
import { el } from "../element";
import type { Draw } from "./block";

export const heading: Draw = ({ text }, { say }) => ({ element: el("h2", {}, say(text)) });

export const text: Draw = (block, { say }) => ({ element: el("p", {}, say(block.text)) });
