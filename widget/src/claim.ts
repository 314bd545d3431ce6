// Of several tabs in view that want to show something at once, one may.

// for so long a moment is one tab's: by then the others can read what was counted
const CLAIMED_MS = 3000;

/** Gives up the moment again, or null: it is another tab's. */
export const claim = (site: string) =>
  new Promise<null | (() => void)>((isOurs) => {
    const held = (lock: Lock | null) => {
      if (!lock) return isOurs(null);
      return new Promise<void>((over) => {
        isOurs(over);
        setTimeout(over, CLAIMED_MS);
      });
    };
    const without = () => isOurs(() => {});
    // plain http has no locks, and a sandbox refuses them
    const asked = navigator.locks?.request(`winback:${site}`, { ifAvailable: true }, held);
    asked ? asked.catch(without) : without();
  });
