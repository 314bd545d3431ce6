import { armOf as real } from "../../arm";
import type { Config } from "../../config";
import { controls } from "../controls";

/** The arm that was chosen, or the visitor's own. */
export const armOf = (config: Config, campaign: string, visitor: string | null): string | null =>
  controls.arms[campaign] || real(config, campaign, visitor);
