// Small helps in plain forms.
document.addEventListener("change", ({ target }) => target.closest("form[data-auto-submit]")?.requestSubmit());

const zone = document.querySelector("[data-guess=zone]");
if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || zone.value;

// The first error of a refused form is where the eye and the keyboard should be.
document.querySelector("form [aria-invalid=true]")?.focus();
