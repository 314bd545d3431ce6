import { fetched, type WithCart } from "../carts/fetched";
import { chunk, config } from "../config";
import type { Desk } from "../desk";
import { send } from "../outbox";
import { remember } from "../visitor";
import { ask } from "./ask";

let desk: WithCart | undefined;

export const withCart: WithCart = (run) => {
  desk ??= fetched({ chunk, config, remember, send } as Desk, ask);
  desk(run);
};
