// Steps and blocks are dragged by their handles, with a mouse, a pen or a finger; on a handle the arrow keys do the same.
import { all } from "./dom";
import { listOf } from "./structure";

interface Drop {
  list: string;
  index: number;
}

const FAR_ENOUGH = 5;
const EDGE = 70;

/** `move`: by one, by keyboard; `drop`: to another place. */
export function listenToHandles(
  form: HTMLElement,
  move: (handle: HTMLElement, by: number) => void,
  drop: (handle: HTMLElement, where: Drop) => void,
): void {
  form.addEventListener("pointerdown", (event) => {
    const handle = handleAt(event);
    // what is being drawn anew may have other places by the time that it is let go
    if (handle && event.button === 0 && !form.matches(".is-drawing")) drag(handle, event, form, drop);
  });
  form.addEventListener("keydown", (event) => {
    const handle = handleAt(event);
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!handle || !by) return;
    event.preventDefault();
    move(handle, by);
  });
}

const handleAt = ({ target }: Event) => (target as Element).closest<HTMLElement>("[data-handle]");

function drag(
  handle: HTMLElement,
  down: PointerEvent,
  form: HTMLElement,
  drop: (handle: HTMLElement, to: Drop) => void,
): void {
  const path = handle.dataset.handle as string;
  const row = handle.closest<HTMLElement>("[data-row]") as HTMLElement;
  const line = document.createElement("div");
  line.className = "drop-line";
  let where: Drop | null = null;
  let last = down;
  let scrolling = 0;
  const stop = new AbortController();
  const on = (name: string, act: (event: PointerEvent & KeyboardEvent) => void) =>
    addEventListener(name, act as (event: Event) => void, { signal: stop.signal, capture: true });

  function follow(): void {
    where = placeAt(last.clientY, path, line, form);
  }
  function begin(): void {
    document.body.classList.add("is-dragging");
    row.classList.add("is-dragged");
    scroll();
  }
  function scroll(): void {
    const { clientY } = last;
    const by = clientY < EDGE ? -10 : clientY > innerHeight - EDGE ? 10 : 0;
    if (by) {
      scrollBy(0, by);
      follow();
    }
    scrolling = requestAnimationFrame(scroll);
  }
  function end(): void {
    stop.abort();
    cancelAnimationFrame(scrolling);
    line.remove();
    row.classList.remove("is-dragged");
    document.body.classList.remove("is-dragging");
  }
  on("pointermove", (event) => {
    last = event;
    const isOn = document.body.classList.contains("is-dragging");
    if (!isOn && Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) < FAR_ENOUGH) return;
    if (!isOn) begin();
    event.preventDefault();
    follow();
  });
  on("pointerup", () => {
    end();
    if (where) drop(handle, where);
  });
  on("pointercancel", end);
  on("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    end();
  });
}

/** Where it would go if it were let go at this height; draws the line there. Null: where it is already. */
function placeAt(y: number, path: string, line: HTMLElement, form: HTMLElement): Drop | null {
  const kind = path.includes(".blocks.") ? "blocks" : "steps";
  const lists = all(`[data-rows=${kind}]`, form).filter((list) => list.closest("[data-variant]:not([hidden])"));
  const list = nearest(y, lists);
  if (!list) return null;
  const rows = [...list.children].filter((child): child is HTMLElement => child.matches("[data-row]"));
  const index = rows.filter((one) => y > middleOf(one)).length;
  const [, from, here] = listOf(path);
  const isSame = list.dataset.list === here && (index === from || index === from + 1);
  if (isSame) line.remove();
  else if (rows[index]) rows[index].before(line);
  else list.append(line);
  return isSame ? null : { list: list.dataset.list as string, index };
}

function nearest(y: number, lists: HTMLElement[]): HTMLElement | undefined {
  const away = (list: HTMLElement) => {
    const { top, bottom } = (list.closest("[data-step]") ?? list).getBoundingClientRect();
    return y < top ? top - y : Math.max(0, y - bottom);
  };
  return [...lists].sort((a, b) => away(a) - away(b))[0];
}

function middleOf(row: HTMLElement): number {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}
