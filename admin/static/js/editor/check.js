// Runs the draft's rule tests on the server, which decides as it does for visitors, and shows what became of them.
import { draft } from "./draft.js";
import { post } from "./save.js";

export async function check(button) {
  const place = document.querySelector("[data-outcomes]");
  button.disabled = true;
  const answer = await post(button.dataset.check, JSON.stringify(draft.value)).catch(() => null);
  button.disabled = false;
  if (answer?.status === 200 || answer?.status === 422) place.innerHTML = await answer.text();
}
