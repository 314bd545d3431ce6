// A field laid exactly over a text: what is typed is seen where it will stand, in its own letters.
export interface Area {
  field: HTMLTextAreaElement;
  finish(): void;
}

interface Ask {
  node: Text;
  box: HTMLElement;
  field: HTMLTextAreaElement;
  value: string;
  /** What stands there now: the words of another language, where this one has none. */
  hint: string;
  /** What to say where nothing stands. */
  empty: string;
  /** Whether a line may end before its edge. */
  isLong: boolean;
  typed(value: string): void;
  /** `by`: on to the next text (1), back to the one before (-1), or neither (0). */
  done(value: string, by: number): void;
}

const ALIKE = [
  ...["font", "letter-spacing", "text-align", "text-transform", "word-break", "overflow-wrap", "color", "direction"],
];

export function openArea({ node, box, field, value, hint, empty, isLong, typed, done }: Ask): Area {
  const holder = node.parentElement as HTMLElement;
  let isOver = false;
  const style = getComputedStyle(holder);
  for (const name of ALIKE) field.style.setProperty(name, style.getPropertyValue(name));
  delete holder.dataset.empty;
  // a field breaks its lines plainly, so what lies below it does too
  holder.style.setProperty("text-wrap", "wrap");
  holder.style.setProperty("-webkit-text-fill-color", "transparent");
  field.value = value;
  field.placeholder = hint || empty;
  box.append(field);
  // a code that comes a moment later moves all that is below it
  const moved = new ResizeObserver(show);
  moved.observe(box);
  show();
  field.focus({ preventScroll: true });
  field.select();

  function show(): void {
    // an empty place would have no height
    node.data = field.value || field.placeholder || "\u200b";
    const text = document.createRange();
    text.selectNodeContents(node);
    const words = text.getBoundingClientRect();
    const room = holder.getBoundingClientRect();
    const frame = box.getBoundingClientRect();
    const of = (name: string) => Number.parseFloat(style.getPropertyValue(name)) || 0;
    // words that start at the edge may have a mark before them, as an answer has its circle
    const isAtStart = /^(start|left)$/.test(style.textAlign) && style.direction === "ltr";
    const left = isAtStart ? words.left : room.left + of("padding-left") + of("border-left-width");
    const right = room.right - of("padding-right") - of("border-right-width");
    Object.assign(field.style, {
      left: `${left - frame.left - box.clientLeft + box.scrollLeft}px`,
      top: `${words.top - frame.top - box.clientTop + box.scrollTop}px`,
      width: `${Math.max(right - left, words.width, 24)}px`,
      height: `${words.height}px`,
    });
  }

  function end(kept: string, by = 0): void {
    if (isOver) return;
    isOver = true;
    moved.disconnect();
    field.remove();
    node.data = kept || hint;
    holder.style.removeProperty("-webkit-text-fill-color");
    done(kept, by);
  }

  field.addEventListener("input", () => {
    if (!isLong && field.value.includes("\n")) field.value = field.value.replace(/\s*\n\s*/g, " ");
    show();
    typed(field.value);
  });
  field.addEventListener("blur", () => end(field.value));
  field.addEventListener("keydown", (event) => {
    // saving is meant wherever the keyboard is; what else goes with these keys is the field's own
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") return;
    event.stopPropagation();
    // Enter that puts a syllable together ends no text
    if (event.isComposing) return;
    const by = event.key === "Tab" ? (event.shiftKey ? -1 : 1) : 0;
    const isEnd = by || (event.key === "Enter" && !(isLong && event.shiftKey));
    if (!isEnd && event.key !== "Escape") return;
    event.preventDefault();
    end(event.key === "Escape" ? value : field.value, by);
  });
  return { field, finish: () => end(field.value) };
}
