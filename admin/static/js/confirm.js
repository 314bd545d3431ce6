// A form with data-confirm asks before it is sent.
const dialog = document.querySelector("dialog.confirm");
let asking;

document.addEventListener("submit", (event) => {
  const { confirm } = event.target.dataset;
  if (!confirm || event.target === asking) return;
  event.preventDefault();
  dialog.querySelector("p").textContent = confirm;
  asking = event.target;
  dialog.returnValue = "no";
  dialog.showModal();
});

dialog.addEventListener("close", () => {
  const form = asking;
  if (dialog.returnValue === "yes") form.requestSubmit();
  asking = undefined;
});
