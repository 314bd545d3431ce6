// Runs the draft's rule tests on the server, which decides as it does for visitors, and shows what became of them.
import { one } from "./dom";
import { text } from "./draft";
import { post } from "./post";

export async function check(button: HTMLButtonElement): Promise<void> {
  const place = one("[data-outcomes]");
  button.disabled = true;
  const answer = await post(button.dataset.check as string, text());
  button.disabled = false;
  if (answer?.status === 200 || answer?.status === 422) place.innerHTML = await answer.text();
}
