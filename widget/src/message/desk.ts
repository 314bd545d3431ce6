// What blocks know of the visitor beyond the message that they stand in. In the editor's preview there is nobody to know.
import type { Campaign } from "../config";
import type { Desk } from "../desk";
import { atStart } from "../starts";
import type { View } from "./contract";

let seat: Desk | undefined;

atStart((desk) => {
  seat = desk;
});

export const atDesk = (): Desk | undefined => seat;

/** The campaign that is being shown. */
export const campaignOf = ({ variant }: View): Campaign | undefined =>
  seat?.config.campaigns.find(({ variants }) => Object.values(variants).includes(variant));
