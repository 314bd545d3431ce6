import { remember } from "../visitor";
import { TRIGGERS } from ".";

/** From the nth page of a visit on. */
TRIGGERS.pages = ({ count = 2 }, fire) => {
  if ((remember().session?.pages ?? 1) >= count) fire();
};
