// Of several tabs in view that want to show something at once, one may.

// for so long a moment is one tab's: by then the others can read what was counted
const CLAIMED_MS = 3000;

/** Gives up the moment again, or null: it is another tab's. */
export const claim = (site: string) =>
  new Promise<null | (() => void)>((isOurs, isFree) => {
    const held = (lock: Lock | null) => {
      if (!lock) return isOurs(null);
      return new Promise<void>((over) => {
        isOurs(over);
        setTimeout(over, CLAIMED_MS);
      });
    };
    navigator.locks.request(`winback:${site}`, { ifAvailable: true }, held).catch(isFree);
    // plain http has no locks, a sandbox refuses them, and a page may have put something else in their place
  }).catch(() => () => {});
