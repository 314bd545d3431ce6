// A button with data-copy puts that text on the clipboard, and says so; with data-copy-html it can be pasted as it looks.
document.addEventListener("click", async ({ target }) => {
  const button = target.closest("[data-copy]");
  if (!button) return;
  const { copy, copyHtml } = button.dataset;
  await (copyHtml ? writeFormatted(copyHtml, copy) : write(copy, button));
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

/** What is copied is said while the browser asks for it: so it works without https, too. */
function writeFormatted(html, text) {
  const say = (event) => {
    event.preventDefault();
    event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", text);
  };
  document.addEventListener("copy", say, { once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", say);
}
