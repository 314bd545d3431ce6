// The library's own page: files go in one after the other, each with its outcome in words.
import { one } from "./dom";
import { filesPasted, listenToDrops, upload } from "./uploads";
import { words } from "./words";

const form = one<HTMLFormElement>("[data-drop]");
const field = one<HTMLInputElement>("input[type=file]", form);
const said = one("[data-said]");

let running = Promise.resolve();

/** What came in while others were under way waits for its turn. */
function take(files: File[]): void {
  running = running.then(() => takeAll(files));
}

async function takeAll(files: File[]): Promise<void> {
  let added = 0;
  let failed = 0;
  form.setAttribute("aria-busy", "true");
  for (const file of files) {
    const line = said.appendChild(document.createElement("li"));
    const tell = (sentence: string) => {
      line.textContent = sentence;
    };
    try {
      tell((await upload(form.action, file, Number(form.dataset.most), tell)).message);
      added += 1;
    } catch (fault) {
      tell((fault as Error).message);
      line.dataset.failed = "";
      failed += 1;
    }
  }
  form.removeAttribute("aria-busy");
  field.value = "";
  if (!added) return;
  // what went wrong must not go with the page
  if (!failed) return location.reload();
  said.appendChild(document.createElement("li")).textContent = words("uploaded", { number: added });
}

field.addEventListener("change", () => take([...(field.files ?? [])]));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  take([...(field.files ?? [])]);
});
listenToDrops(
  () => form,
  (files) => take(files),
);
document.addEventListener("paste", (event) => {
  const files = filesPasted(event);
  if (files.length) take(files);
});
