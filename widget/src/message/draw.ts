// A message from its first step to its last: what is drawn, what was answered, where the visitor is taken next.
import { after, guarded, listen, type Stop } from "../boundary";
import type { Block, Step } from "../config";
import { extras } from "../extras";
import type { Scene } from "./blocks/block";
import type { Handle, Hooks, How, View } from "./contract";
import { el } from "./element";
import { frame } from "./host";
import { drawStep, type Made } from "./step";
import { CLOSE, speaker, spoken } from "./words";

export function open(view: View, hooks: Hooks): Handle {
  const { variant, languages } = view;
  const { steps } = variant;
  const plain = speaker(languages);
  const path: string[] = [];
  const say = extras.piping?.(plain, path, steps) ?? plain;
  const { host, box, takesFocus, open, remove } = frame(view, close);
  let step: Step;
  let made: Made;
  let scene: Scene;
  let began = 0;
  let isComplete = false;
  let isOver = false;
  let names = 0;

  const language = spoken(languages, steps[0]?.blocks.find(({ text }) => text)?.text);
  box.lang = language;
  box.dir = extras.isRightToLeft?.(language) ? "rtl" : "ltr";
  const cross = el("button", {
    type: "button",
    class: "x",
    "aria-label": say(CLOSE),
    onclick: () => close("close"),
  });
  const body = el("div", { class: "body" });
  box.append(body, cross);
  goTo(view.step);
  open();
  focusTitle(takesFocus && !view.keepsFocus);
  const stopWatching = watch(box, hooks);

  function goTo(id?: string | null, before?: Made): void {
    step = steps.find((one) => one.id === id) ?? (steps[0] as Step);
    path.push(step.id);
    began = Date.now();
    scene = {
      say,
      hooks,
      view,
      path,
      turn,
      act,
      close,
      submit,
      unique: (name) => `${name}-${++names}`,
    };
    made = before ?? drawStep(step, scene);
    extras.drew?.(path, made);
    body.replaceChildren(made[0]);
    const title = body.querySelector("h2,legend,p");
    if (title) {
      title.id ||= "title";
      box.setAttribute("aria-labelledby", title.id);
    }
    box.scrollTop = 0;
    hooks.stepped(step.id);
  }

  function turn(id: string, before?: Made): void {
    goTo(id, before);
    focusTitle(true);
  }

  /** The heading, never a button: nobody should agree by pressing Enter too early. */
  function focusTitle(isWanted: boolean): void {
    const title = body.querySelector<HTMLElement>("h2") ?? box;
    if (title === box) box.tabIndex = -1;
    if (isWanted) title.focus({ preventScroll: true });
  }

  function submit(): void {
    if (extras.answer && !extras.answer(made[1], scene, step, began)) return;
    const { jump = step.next ?? null } = scene;
    conclude(jump);
    if (!jump) return close("done");
    turn(jump);
  }

  function conclude(next: string | null): void {
    if (isComplete || !extras.isComplete?.(steps, path, next)) return;
    isComplete = true;
    hooks.event("response", { complete: true, path: [...path] });
  }

  function act({ id, action = "close" }: Block, event: UIEvent): void {
    hooks.event("click", { block: id, action });
    if (action === "next") submit();
    else if (action === "close" || action === "later") close(action);
    else if (action === "never") close("close");
    else if (action === "link") view.isConsent || close("done");
    else if (action.startsWith("goto:")) {
      conclude(action.slice(5));
      turn(action.slice(5));
    } else extras.choose?.(scene, body, action, event, step === steps[0] ? 1 : 2);
  }

  function close(how: How): void {
    if (isOver) return;
    isOver = true;
    stopWatching();
    remove();
    hooks.closed(isComplete ? "done" : how);
  }

  return { close: guarded(close), element: host };
}

/** Tells once that it is on the screen, and once that half of it was to be seen for a whole second. */
function watch(box: HTMLElement, hooks: Hooks): Stop {
  let stopTimer: Stop = () => {};
  let isInView = false;
  // one that waits for room is shown by whoever puts it in
  if (box.isConnected) requestAnimationFrame(hooks.shown);
  const look = () => {
    stopTimer();
    if (isInView && !document.hidden) stopTimer = after(1000, seen);
  };
  const observer = new IntersectionObserver(
    guarded(([entry]: IntersectionObserverEntry[]) => {
      isInView = (entry?.intersectionRatio ?? 0) >= 0.5;
      look();
    }),
    { threshold: 0.5 },
  );
  const stopListening = listen(document, "visibilitychange", look);
  observer.observe(box);
  function stop() {
    stopTimer();
    stopListening();
    observer.disconnect();
  }
  function seen() {
    stop();
    hooks.seen();
  }
  return stop;
}
