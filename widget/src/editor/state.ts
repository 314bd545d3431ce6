// The bar above the form, as the server has drawn it anew.

/** Puts it in place. `isGentle`: whoever has something open there, or the keyboard in it, is not disturbed. */
export function showAnswer(state: HTMLElement, html: string, isGentle: boolean): void {
  const isOpen = state.querySelector<HTMLDetailsElement>("details.problems")?.open;
  const isUsed = state.contains(document.activeElement) || state.querySelector("details.menu[open]");
  if (isGentle && isUsed) return takeOver(state, html);
  state.innerHTML = html;
  const problems = state.querySelector<HTMLDetailsElement>("details.problems");
  if (problems && isOpen) problems.open = true;
}

/** Only what the bar says: the buttons stay the ones that are being used. */
function takeOver(state: HTMLElement, html: string): void {
  const next = document.createElement("template");
  next.innerHTML = html;
  const [now, then] = [state, next.content].map((place) => place.querySelector<HTMLElement>("[data-tag]"));
  if (now && then) now.dataset.tag = then.dataset.tag;
  const [said, says] = [state, next.content].map((place) => place.querySelector("[data-save-state]"));
  if (said && says) {
    said.textContent = says.textContent;
    said.classList.remove("is-unsaved");
  }
  for (const input of state.querySelectorAll<HTMLInputElement>("form input[type=hidden][name]")) {
    const same = `form[action="${CSS.escape(input.form?.getAttribute("action") ?? "")}"] input[name="${input.name}"]`;
    input.value = next.content.querySelector<HTMLInputElement>(same)?.value ?? input.value;
  }
}
