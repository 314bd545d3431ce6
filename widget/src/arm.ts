// Which arm a visitor is in: out of everything by the site's holdout, or where the campaign's experiment puts them.
import { assign, inHoldout } from "./assign";
import type { Config } from "./config";

/** A variant's id, `control`, `holdout`, or null: not in the campaign. */
export function armOf({ campaigns, holdout }: Config, campaign: string, visitor: string | null): string | null {
  const experiment = campaigns.find(({ id }) => id === campaign)?.experiment;
  if (!experiment) return null;
  return holdout && inHoldout(holdout, visitor) ? "holdout" : assign(experiment, visitor);
}
