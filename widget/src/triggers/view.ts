import { guarded } from "../boundary";
import { TRIGGERS } from ".";

/** Half of the element is on the screen, or it fills half of the screen. One that comes later is waited for. */
TRIGGERS.view = ({ selector = "" }, fire) => {
  const watch = new IntersectionObserver(
    guarded((entries: IntersectionObserverEntry[]) => {
      const isSeen = entries.some(
        ({ intersectionRatio, intersectionRect }) =>
          intersectionRatio >= 0.5 || intersectionRect.height * 2 >= innerHeight,
      );
      if (!isSeen) return;
      watch.disconnect();
      fire();
    }),
    { threshold: [0, 0.1, 0.25, 0.5] },
  );
  const look = guarded(() => {
    const element = document.querySelector(selector);
    if (!element) return;
    arrival.disconnect();
    watch.observe(element);
  });
  const arrival = new MutationObserver(look);
  arrival.observe(document.documentElement, { subtree: true, childList: true });
  look();
  return () => {
    arrival.disconnect();
    watch.disconnect();
  };
};
