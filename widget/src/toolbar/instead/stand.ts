import type { Desk } from "../../desk";
import type { Handle } from "../../message/contract";
import { countShown, stand as real, type Stand, sceneOf } from "../../message/stand";

export { countShown, sceneOf };

/** What stands, or stood last. */
export const last = { campaign: "", arm: "" };

export function stand(desk: Desk, told: Stand): Handle {
  Object.assign(last, { campaign: told.campaign.id, arm: told.arm });
  return real(desk, told);
}
