// A picture of the library for one field of a page: chosen in the dialog, or put in there first.
import { all, one } from "./dom";
import { type Choice, filesOf, upload } from "./uploads";

/** `picked` gets the name that the button carries, and the picture. */
export function listenToPicks(picked: (name: string, choice: Choice) => void): void {
  const dialog = one<HTMLDialogElement>("#media");
  const body = one("[data-media-body]", dialog);
  const said = one("[data-media-said]", dialog);
  let wanted = "";
  let turn = 0;

  async function load(url: string): Promise<void> {
    const mine = ++turn;
    const answer = await fetch(url).catch(() => null);
    const html = answer?.ok && !answer.redirected ? await answer.text() : "";
    if (mine === turn && dialog.open) body.innerHTML = html;
  }
  function take(choice: Choice): void {
    picked(wanted, choice);
    dialog.close();
  }
  async function put(file: File | undefined): Promise<void> {
    const { upload: url = "", most } = dialog.dataset;
    if (!file) return;
    try {
      take(
        await upload(url, file, Number(most), (sentence) => {
          said.textContent = sentence;
        }),
      );
    } catch (fault) {
      said.textContent = (fault as Error).message;
    }
  }

  for (const button of all("[data-pick]"))
    button.addEventListener("click", () => {
      wanted = button.dataset.pick as string;
      said.textContent = "";
      body.replaceChildren();
      dialog.showModal();
      load(dialog.dataset.chooseFrom as string);
    });
  body.addEventListener("click", (event) => {
    const picture = (event.target as Element).closest<HTMLElement>("[data-choose]");
    if (picture) return take(JSON.parse(picture.dataset.choose as string));
    const link = (event.target as Element).closest("a");
    if (!link) return;
    event.preventDefault();
    load(link.href);
  });
  body.addEventListener("submit", (event) => {
    event.preventDefault();
    const search = event.target as HTMLFormElement;
    const fields = new URLSearchParams([...new FormData(search)] as [string, string][]);
    if (search.method === "get") load(`${search.action}?${fields}`);
  });
  body.addEventListener("change", ({ target }) => {
    put((target as HTMLInputElement).files?.[0]);
  });
  dialog.addEventListener("dragover", (event) => event.preventDefault());
  dialog.addEventListener("drop", (event) => {
    event.preventDefault();
    put(filesOf(event.dataTransfer)[0]);
  });
  one("[data-media-close]", dialog).addEventListener("click", () => dialog.close());
}
