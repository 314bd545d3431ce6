// Of the engine there is only the prompt, and the cart where somebody speaks of one.
import type { Commerce } from "../../carts/cart";
import { ask, leave } from "../ask";
import { withCart } from "../cart";

export const ifWarm = (run: (engine: { leave: () => void }) => void): void => run({ leave });

export function keepWords(): void {}
export function recallWords(): void {}

export function tell(_: "tracked", name: string, ecommerce: object | false, source: string): void {
  if (ecommerce) withCart(({ commerce }) => commerce(source, name, ecommerce as Commerce));
  ask();
}
