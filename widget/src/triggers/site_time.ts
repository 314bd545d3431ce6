import { afterVisible, onTold, told } from "../context";
import { remember } from "../visitor";
import { TRIGGERS } from ".";

/** Seconds on the site in this visit, over all its pages, not counting those in the background. */
TRIGGERS.site_time = ({ seconds = 60 }, fire) =>
  afterVisible(seconds * 1000 - (remember().session?.visible ?? 0) + told, fire);

onTold.push((ms) => {
  remember(({ session }) => {
    if (session) session.visible = (session.visible ?? 0) + ms;
  });
});
