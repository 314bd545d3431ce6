// A button with data-copy puts that text on the clipboard, and says so.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  await write(button.dataset.copy, button);
  const label = button.querySelector("span");
  const words = label.textContent;
  if (words === button.dataset.copied) return;
  label.textContent = button.dataset.copied;
  setTimeout(() => (label.textContent = words), 2000);
});

/** Without https the clipboard is not there: the text is selected instead, so that Ctrl+C takes it. */
async function write(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    getSelection().selectAllChildren(button.parentElement.querySelector("code"));
    document.execCommand("copy");
  }
}
