// The look of a variant, kept for the site: its new campaigns begin with it.
import type { Theme } from "../config";
import { at } from "./draft";
import { post } from "./post";
import { announce, words } from "./words";

/** Whether the server has taken it. */
export async function keepLook({ dataset, disabled }: HTMLButtonElement): Promise<boolean> {
  if (disabled) return false;
  const { position: _, ...look } = at<Theme | undefined>(dataset.at as string) ?? {};
  const answer = await post(dataset.keepLook as string, JSON.stringify(look));
  const isKept = answer?.status === 204;
  announce(words(isKept ? "lookKept" : "notDrawn"));
  return isKept;
}
