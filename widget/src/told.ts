// What a message was told, kept for rules: the latest score, and which campaigns' buttons were used.
import { extras } from "./extras";

extras.told = ({ remember }, { id, variants }, name, { block, action, value }) => {
  const blocks = Object.values(variants).flatMap(({ steps }) => steps.flatMap(({ blocks }) => blocks));
  const isScore = blocks.some((one) => one.id === block && one.type === "nps");
  remember((memory) => {
    if (name === "click" && !/^(close|later)$/.test(action as string))
      memory.clicked = { ...memory.clicked, [id]: Date.now() };
    if (name === "answer" && isScore) memory.nps = Number(value);
  });
};
