// A message from its first step to its last: what is drawn, what was answered, where the visitor is taken next.
import { after, guarded, listen, type Stop } from "../boundary";
import type { Block, Step } from "../config";
import { extras } from "../extras";
import type { Scene } from "./blocks/block";
import type { Handle, Hooks, How, View } from "./contract";
import { el } from "./element";
import { frame } from "./host";
import { drawStep, type Made } from "./step";
import { CLOSE, speaker, spokenIn } from "./words";

export function open(view: View, hooks: Hooks): Handle {
  const { variant, languages } = view;
  const { steps } = variant;
  const plain = speaker(languages);
  const path: string[] = [];
  const say = extras.piping?.(plain, path, steps) ?? plain;
  const { host, box, open, remove } = frame(view, close);
  let step: Step;
  let made: Made;
  let scene: Scene;
  let began = 0;
  let isOver = false;
  let names = 0;

  const cross = el("button", {
    type: "button",
    class: "x",
    "aria-label": say(CLOSE),
    onclick: () => close("close"),
  });
  const body = el("div", { class: "body" });
  box.append(body, cross);
  goTo(view.step);
  // all that can fail comes before it stands: half of it would be in the way of the page
  const stopWatching = watch(box, hooks);
  open();
  // one that waits for room is shown by whoever puts it in
  if (box.isConnected) requestAnimationFrame(hooks.shown);
  focusTitle("close" in box && !view.keepsFocus);

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
    box.lang = spokenIn(languages, step);
    box.dir = extras.isRightToLeft?.(box.lang) ? "rtl" : "ltr";
    const title = body.querySelector("h2,legend,p");
    if (title) {
      title.id ||= "title";
      box.setAttribute("aria-labelledby", title.id);
    }
    hooks.stepped?.(step.id);
  }

  function turn(id: string, before?: Made): void {
    goTo(id, before);
    focusTitle(true);
  }

  /** The heading, never a button: nobody should agree by pressing Enter too early. */
  function focusTitle(isWanted: unknown): void {
    const title = body.querySelector<HTMLElement>("h2") ?? box;
    title.tabIndex = -1;
    if (isWanted) title.focus({ preventScroll: true });
    // a dialog scrolls to its first field as it opens
    box.scrollTop = 0;
  }

  function submit(): void {
    if (extras.answer && !extras.answer(made[1], scene, step, began)) return;
    const { jump = step.next ?? null } = scene;
    extras.conclude?.(hooks, steps, path, jump);
    if (!jump) return close("done");
    turn(jump);
  }

  function act({ id, action = "close" }: Block, event: UIEvent): void {
    hooks.event("click", { block: id, action });
    if (action === "next") submit();
    else if (action === "close" || action === "later") close(action);
    else if (action === "link") view.purposes || close("done");
    else if (action.startsWith("goto:")) {
      const next = action.slice(5);
      extras.conclude?.(hooks, steps, path, next);
      turn(next);
    } else extras.choose?.(scene, body, action, event, step === steps[0] ? 1 : 2);
  }

  function close(how: How): void {
    if (isOver) return;
    isOver = true;
    stopWatching();
    remove();
    hooks.closed(hooks.isOver ? "done" : how);
  }

  return { close: guarded(close), element: host };
}

/** Tells once that half of it was to be seen for a whole second. */
function watch(box: HTMLElement, hooks: Hooks): Stop {
  let stopTimer: Stop = () => {};
  let isInView = false;
  const look = () => {
    stopTimer();
    if (isInView && !document.hidden) stopTimer = after(1000, seen);
  };
  const observer = new IntersectionObserver(
    guarded(([entry]: IntersectionObserverEntry[]) => {
      isInView = (entry as IntersectionObserverEntry).intersectionRatio >= 0.5;
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
