// The templates' live previews: on a desk or a phone, all of them or those of a moment or a place.
import { all, json, one } from "./dom";
import { fit, type Shown, show } from "./frame";

const WIDTHS = { desk: 900, phone: 390 };
type Device = keyof typeof WIDTHS;

const isDark = matchMedia("(prefers-color-scheme: dark)");
const sieve = one("[data-sieve]");
const format = one<HTMLSelectElement>("[data-format]", sieve);
const frames = all<HTMLIFrameElement>("iframe[data-sample]");
let device: Device = "desk";
let moment = "";

const place = (frame: HTMLElement) => fit(frame, frame.parentElement as HTMLElement, WIDTHS[device]);
const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) place(target.firstElementChild as HTMLElement);
});

for (const frame of frames) {
  const sample = json<Shown>(frame.dataset.sample as string);
  show(frame, { ...sample, language: document.documentElement.lang }, isDark.matches ? "dark" : "light");
  resized.observe(frame.parentElement as HTMLElement);
}
sieve.hidden = false;

sieve.addEventListener("click", ({ target }) => {
  const button = (target as Element).closest<HTMLElement>("button");
  if (!button) return;
  if (button.dataset.device) device = button.dataset.device as Device;
  moment = button.dataset.moment ?? moment;
  press("device", device);
  press("moment", moment);
  document.body.dataset.samples = device;
  for (const frame of frames) place(frame);
  sift();
});
format.addEventListener("change", sift);

function press(name: string, value: string): void {
  for (const button of all(`button[data-${name}]`, sieve)) {
    button.setAttribute("aria-pressed", String(button.dataset[name] === value));
  }
}

/** Shows the templates of the chosen moment that stand in the chosen place. */
function sift(): void {
  let found = 0;
  for (const section of all("[data-of]")) {
    const samples = all("[data-formats]", section);
    for (const sample of samples) {
      const isThere = !format.value || (sample.dataset.formats as string).split(" ").includes(format.value);
      sample.hidden = !isThere || (!!moment && moment !== section.dataset.of);
    }
    const left = samples.filter(({ hidden }) => !hidden).length;
    section.hidden = !left;
    found += left;
  }
  one("[data-none]").hidden = !!found;
  const said = one("[data-found]");
  said.textContent = (said.dataset.says as string).replace("#", String(found));
}
