// The page of a site's brand kit: what it would look like on a light screen and a dark one, and whether it can be read.
import type { Theme, Variant } from "../config";
import { say } from "./colours";
import { all, json, one } from "./dom";
import { fit, show } from "./frame";
import { listenToPicks } from "./pick";

const form = one<HTMLFormElement>("[data-kit]");
const frames = all<HTMLIFrameElement>("iframe[data-scheme]");
const { campaign, variant } = json<{ campaign: object; variant: Variant }>("sample");

/** What is worn in the dark unless one chooses otherwise: a background together with its text. As web/admin/kit.py has it. */
function isUsual(name: string): boolean {
  const pair = ["dark.background", "dark.text"];
  return (pair.includes(name) ? pair : [name]).every((each) => {
    const field = form.elements.namedItem(each) as HTMLInputElement;
    return field.matches("[data-usual]") && field.value === field.defaultValue;
  });
}

/** The kit that the fields say. */
function theme(): Theme {
  const said: Record<string, unknown> = {};
  for (const [name, text] of new FormData(form)) {
    const field = form.elements.namedItem(name);
    if (!text || !(field instanceof HTMLElement) || name === "csrf" || isUsual(name)) continue;
    const [group, member] = name.split(".") as [string, string?];
    const isNumber = field.matches("[type=number]");
    const value = isNumber ? Number(text) : text;
    if (member) said[group] = { ...(said[group] as object), [member]: value };
    else said[group] = value;
  }
  const { logo, ...rest } = said as Theme;
  return logo?.src ? { ...rest, logo } : rest;
}

function draw(): void {
  const made = theme();
  for (const frame of frames) {
    const { scheme = "light" } = frame.dataset;
    const language = document.documentElement.lang;
    show(frame, { campaign: { ...campaign, look: {} }, variant: { ...variant, theme: made }, language }, scheme);
  }
  for (const place of all("[data-contrast]", form)) say(place, made);
}

const place = (frame: HTMLElement) => fit(frame, frame.parentElement as HTMLElement, 900);
const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) place(target.firstElementChild as HTMLElement);
});
for (const frame of frames) resized.observe(frame.parentElement as HTMLElement);

// One of the library in the size that a line of a dense screen needs, and its proportions.
listenToPicks((name, { picture, width, height, widths }) => {
  const enough = widths.find((size) => (size * height) / width >= 96) ?? widths.at(-1);
  const fill = (field: string, value: string) => {
    (form.elements.namedItem(field) as HTMLInputElement).value = value;
  };
  fill(name, `/w/m/${picture}-${enough}.webp`);
  if (name === "logo.src") {
    fill("logo.width", `${width}`);
    fill("logo.height", `${height}`);
  }
  draw();
});

form.addEventListener("input", draw);
draw();
