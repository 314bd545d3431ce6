// What the shop has marked: its links, buttons and forms that mean something to it, and its own links to the privacy choices.
import { listen } from "./boundary";
import { openChoices } from "./consent_desk";
import { track } from "./track";

export function watchMarks(): void {
  listen(document, "click submit", ({ type, target }: Event) => {
    const marked = (target as Element).closest<HTMLElement>("[data-winback-goal],[data-winback-consent]");
    if (!marked || (marked.tagName === "FORM") !== (type === "submit")) return;
    const { winbackGoal } = marked.dataset;
    if (winbackGoal) track(winbackGoal);
    else openChoices();
  });
}
