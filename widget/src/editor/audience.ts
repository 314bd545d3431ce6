// The conditions of "For whom": what the buttons do to them. A segment's page has nothing else.
import { json } from "./dom";
import { draft, put, type Rules } from "./draft";
import { listOf } from "./structure";
import { view } from "./view";

/** Each gets the button's data-at (a path) and data-value. */
export type Operation = (path: string, value: string) => void;

const CONDITIONS = json<Record<string, object>>("conditions");

/** What a new condition asks about first. */
const usualFact = CONDITIONS["cart.value"] ? "cart.value" : "orders.count";

/** A question that fits the fact, as the catalogue has it: a number is compared, a yes or no is asked for. */
const newCondition = (fact: string) => structuredClone(CONDITIONS[fact]);

export const CONDITION_OPERATIONS: Record<string, Operation> = {
  "add-condition"() {
    const { audience } = draft.value;
    const mode = audience ? (Object.keys(audience)[0] as string) : "all";
    put("audience", { [mode]: [...(audience?.[mode] ?? []), newCondition(usualFact)] });
  },
  "remove-condition"(path) {
    const [list, index] = listOf(path);
    list.splice(index, 1);
    if (!list.length) put("audience", null);
  },
  join(_, mode) {
    put("audience", { [mode]: Object.values(draft.value.audience as Rules)[0] });
  },
  "audience-as-json"() {
    view.isAudienceJson = true;
  },
  "audience-as-form"() {
    view.isAudienceJson = false;
  },
};

/** Another fact is asked about in another way. */
export function adaptCondition(path: string, value: string): void {
  if (/^audience\.\w+\.\d+\.fact$/.test(path)) put(path.slice(0, -5), newCondition(value));
}
