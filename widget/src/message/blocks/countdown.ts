// The time that is left. It is told by the clock alone, ends once, and never begins anew to press anybody.
import { after, guarded, type Stop } from "../../boundary";
import type { Block } from "../../config";
import type { View } from "../contract";
import { atDesk, campaignOf } from "../desk";
import { el } from "../element";
import { locale } from "../locale";
import { own } from "../own";
import { sheets } from "../sheets";
import { spoken } from "../words";
import { BLOCKS } from ".";
import CSS from "./countdown.css";

/** Heard only, where the owner has written no title. */
const LEFT = own("time_left");

const UNITS: [name: string, seconds: number, round: number][] = [
  ["day", 86400, 1e4],
  ["hour", 3600, 24],
  ["minute", 60, 60],
  ["second", 1, 60],
];

BLOCKS.countdown = (block, { say, view, unique }) => {
  const { text, end } = block;
  const title = say(text);
  const told = title ? text : say(end) && end;
  const language = told ? spoken(view.languages, told) : locale(view.languages);
  const until = deadline(block, view);
  const secondsLeft = () => Math.max(0, Math.ceil((until - Date.now()) / 1000));
  // the greatest is chosen once: one that runs empty keeps its place
  const units = UNITS.filter(([, seconds]) => seconds <= Math.max(60, secondsLeft()));
  const numbers = units.map(() => el("b"));
  const id = unique(block.id);
  const cells = units.map(([name], at) =>
    el("span", {}, numbers[at] as Node, " ", el("i", {}, unitWord(name, language))),
  );
  const name = title ? { "aria-labelledby": id } : { "aria-label": say(LEFT) };
  const clock = el("div", { class: "clock", role: "timer", ...name }, ...cells);
  // there before it is needed, or no screen reader would tell what is said in it
  const over = el("p", { class: "over", role: "status" });
  const element = el("div", { class: "countdown" }, title ? el("p", { id }, title) : null, clock, over);
  const digits = new Intl.NumberFormat(language, { minimumIntegerDigits: 2, useGrouping: false });

  /** Whether it has ended. What is on the screen keeps its place, so that nothing moves under a finger. */
  function draw(): boolean {
    const left = secondsLeft();
    units.forEach(([, seconds, round], at) => {
      const number = Math.floor(left / seconds) % round;
      (numbers[at] as HTMLElement).textContent = digits.format(number);
    });
    if (left) return false;
    element.classList.add("ended");
    over.textContent = say(end);
    return true;
  }

  element.hidden = draw() && !end;
  element.classList.toggle("silent", !end);
  runInView(element, draw);
  return { element };
};

/** Runs at each full second while it can be seen, until it says that it is over. */
function runInView(element: HTMLElement, run: () => boolean): void {
  let stop: Stop | undefined;
  const tick = () => {
    stop = run() ? undefined : after(1000 - (Date.now() % 1000), tick);
  };
  const look = guarded(([entry]: IntersectionObserverEntry[]) => {
    stop?.();
    if (entry?.isIntersecting) tick();
  });
  new IntersectionObserver(look).observe(element);
}

/** In milliseconds since 1970; what cannot be read is over. */
function deadline(block: Block, view: View): number {
  const { mode, at = "", minutes = 0, time = "" } = block;
  if (mode === "visitor") return firstSeen(block, view) + minutes * 6e4;
  return (mode === "daily" ? timeToday(time, atDesk()?.config.zone) : Date.parse(at)) || 0;
}

/** When this visitor first saw it: kept, so that no reload gives more time. */
function firstSeen({ id }: Block, view: View): number {
  const now = Date.now();
  const campaign = campaignOf(view);
  if (!campaign) return now;
  const name = `${campaign.id}.${id}`;
  const since = atDesk()?.remember().clocks?.[name];
  if (since) return since;
  atDesk()?.remember((memory) => {
    memory.clocks = { ...memory.clocks, [name]: now };
  });
  return now;
}

/** When the site's clocks say so today. Looked up twice, since they may be put forward or back before then. */
function timeToday(time: string, zone: string | undefined): number {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, timeStyle: "medium", hourCycle: "h23" });
  const secondsOf = (text: string) => text.split(":").reduce((sum, part, at) => sum + Number(part) * 60 ** (2 - at), 0);
  const ahead = (at: number) => (secondsOf(time) - secondsOf(format.format(at))) * 1000;
  const now = Math.floor(Date.now() / 1000) * 1000;
  const guess = now + ahead(now);
  return guess + ahead(guess);
}

/** As the browser says it in any language. */
const unitWord = (unit: string, language?: string): string =>
  new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" })
    .formatToParts(30)
    .filter(({ type }) => type === "unit")
    .map(({ value }) => value)
    .join("");

sheets.push(CSS);
