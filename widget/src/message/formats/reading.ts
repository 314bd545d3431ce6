// Whatever is put into a place that nobody sees, what is being read stays where it is.

// a line is hardly lower than this: none between two looks is missed
const LOOK_PX = 8;

/** Not every browser holds the page by itself, and a page, or a list in it, may have told its own not to. */
export function holdingWhatIsRead(place: HTMLElement, change: () => void): void {
  const read = readBeside(place).map((element) => [element, topOf(element)] as const);
  change();
  const moved = read.find(([element, before]) => topOf(element) !== before);
  if (!moved) return;
  const [element, before] = moved;
  // by what scrolls closest to the place, and what it can't, by what that is in
  for (let at: HTMLElement | null = place; at; at = at.parentElement)
    at.scrollBy({ top: topOf(element) - before, behavior: "instant" });
}

const topOf = (element: Element) => element.getBoundingClientRect().top;

/** What lies in the middle of that which scrolls with the place: what the place itself is in does not move with it. */
function readBeside(place: HTMLElement): Element[] {
  const { top, bottom, left, right } = viewOf(place);
  for (let y = (top + bottom) / 2; y < bottom; y += LOOK_PX) {
    const read = document.elementsFromPoint((left + right) / 2, y).filter((element) => !element.contains(place));
    if (read[0]) return read;
  }
  return [];
}

/** What is seen of the list that the place is in, or of the page. */
function viewOf(place: HTMLElement) {
  const view = { top: 0, bottom: innerHeight, left: 0, right: innerWidth };
  for (let at: HTMLElement | null = place; at; at = at.parentElement) {
    if (at.scrollHeight === at.clientHeight || !/auto|scroll/.test(getComputedStyle(at).overflowY)) continue;
    const { top, bottom, left, right } = at.getBoundingClientRect();
    return { ...view, top: Math.max(0, top), bottom: Math.min(innerHeight, bottom), left, right };
  }
  return view;
}
