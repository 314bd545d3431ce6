// Questions that are answered by one number out of a few: a score, a satisfaction, an effort, stars.
import type { Block } from "../../config";
import type { Drawn, Scene } from "./block";
import { CHOOSE } from "./missing";
import { answersAtOnce, picked } from "./radios";

/** Reads the number that was picked. Where there is no button, a press answers. */
export function scored({ required }: Block, scene: Scene, element: HTMLElement): Drawn {
  answersAtOnce(element, scene);
  return {
    element,
    read() {
      const score = picked(element)?.value;
      if (score) return { value: Number(score) };
      return required ? { error: CHOOSE } : {};
    },
  };
}
