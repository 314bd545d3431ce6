// What a page's own TypeScript may write, and what it may not: checked with the widget, and never packed.
import type { WinbackCart } from "./index";

const cart: WinbackCart = { items: [{ id: "a", price: 3, quantity: 2, glaze: "celadon" }], currency: "KRW" };

winback("track", "purchase", { transaction_id: "A-1001", value: 59.9, currency: "EUR" });
winback("track", "newsletter_signup", { place: "footer" });
winback("identify", "customer-7", { traits: { plan: "gold" } });
winback("cart", cart);
winback("show", "cart-saver")?.then(() => winback("close"));
winback("consent", "show");
winback("consent", { analytics: true, personalization: false });
export const visitor: string | null | undefined = winback("visitor");
export const stop = winback("on", "close", ({ how }) => how === "esc");
export const reasons = winback("explain", "cart-saver")?.then(([first]) => first?.failing);
document.addEventListener("winback:show", ({ detail }) => detail.arm.length);
winback.explain?.();
winback("off");

// @ts-expect-error no such call
winback("trakc", "purchase");
// @ts-expect-error a cart is no text
winback("cart", "three bowls");
// @ts-expect-error a purposes' answer is yes or no
winback("consent", { analytics: "yes" });
// @ts-expect-error nothing of this name happens
winback("on", "closed", () => {});
// @ts-expect-error what is shown has an arm, and no variant
document.addEventListener("winback:show", ({ detail }) => detail.variant);
