// The cart of a shop system, as its own endpoint tells it: asked once after each change that is heard of, never by the clock.
import type { Desk } from "../desk";
import type { Item, Reported } from "./cart";

export type Report = (cart: Reported) => void;

export interface Shop {
  /** What is another once the cart is another, as far as a page can tell without asking. Empty where there is none. */
  mark(session: string | undefined): string;
  address(): string;
  // biome-ignore lint/suspicious/noExplicitAny: whatever stands at that address; what is no cart throws
  understand(answer: any): Reported;
  /** Addresses of the shop to which a change is sent. */
  changes: RegExp;
  /** Hears what else this system says of changes. */
  watch(heard: Heard): void;
}

export interface Heard {
  /** The cart is another now. */
  changed(): void;
  /** It will be, by the page that loads next. */
  changing(): void;
  /** It may be another: its mark tells. */
  look(): void;
}

const SETTLED_MS = 300;
const PATIENCE_MS = 1e4;
const MOST_ITEMS = 200;
const MOST_PICTURED = 20;

export function follow(desk: Desk, shop: Shop, report: Report): void {
  const { after, granted, guarded, listen, remember, say } = desk;
  const mark = (): string => shop.mark(remember().session?.id);
  let asked = Promise.resolve();
  let changes = 0;
  let stop: (() => void) | undefined;

  function changing(): void {
    changes++;
    remember((memory) => {
      memory.shop = { ...memory.shop, isStale: true };
    });
  }

  /** Two changes within a moment are one reading. The next page makes up for what this one cannot finish. */
  function changed(): void {
    changing();
    stop?.();
    stop = after(SETTLED_MS, () => {
      // a shop that does not answer is no fault of ours
      asked = asked.then(ask).catch((error) => say("error", { message: `${error}` }));
    });
  }

  function look(): void {
    const { marks = [""], isStale } = remember().shop ?? {};
    if (isStale || !marks.includes(mark())) changed();
  }

  async function ask(): Promise<void> {
    if (!granted("analytics") && !granted("personalization")) return;
    const before = changes;
    const answer = await fetch(shop.address(), { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) throw Error(`cart ${answer.status}`);
    report(shop.understand(await answer.json()));
    const marks = [mark(), answer.headers.get("cart-hash") ?? mark()];
    remember((memory) => {
      memory.shop = { ...memory.shop, marks, isStale: changes !== before };
    });
  }

  const isChange = ({ name, responseStatus }: PerformanceResourceTiming) =>
    name.startsWith(location.origin) && shop.changes.test(name) && !(responseStatus >= 400);
  const heard = (list: PerformanceObserverEntryList) => {
    if ((list.getEntries() as PerformanceResourceTiming[]).some(isChange)) changed();
  };
  new PerformanceObserver(guarded(heard)).observe({ type: "resource", buffered: true });
  shop.watch({ changed: guarded(changed), changing, look: guarded(look) });
  listen(document, "winback:consent", look);
  look();
}

export const cookie = (name: string): string => document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? "";

/** As many as the service takes; a picture and an address for the first ones. What is empty is not told. */
export const listed = (items: Item[]): Item[] =>
  items.slice(0, MOST_ITEMS).map(({ image, url, ...item }, at) => {
    const told = Object.entries(at < MOST_PICTURED ? { ...item, image, url } : item);
    return Object.fromEntries(told.filter(([, value]) => value != null && value !== "")) as Item;
  });
