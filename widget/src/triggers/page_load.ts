import type { Trigger } from ".";

export const pageLoad: Trigger = (_, fire) => {
  fire();
  return () => {};
};
