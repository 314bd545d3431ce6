// The look of a variant, kept as the site's brand kit: all that follows the kit wears it from then on.
import { campaign } from "./campaign";
import { at } from "./draft";
import { post } from "./post";
import { announce, words } from "./words";
import { worn } from "./worn";

/** Whether the server has taken it. */
export async function keepLook({ dataset, disabled }: HTMLButtonElement): Promise<boolean> {
  if (disabled) return false;
  const { position: _, ...look } = worn(at(dataset.at as string), campaign.look);
  const answer = await post(dataset.keepLook as string, JSON.stringify(look));
  const isKept = answer?.status === 204;
  if (isKept) campaign.look = look;
  announce(words(isKept ? "lookKept" : "notDrawn"));
  return isKept;
}
