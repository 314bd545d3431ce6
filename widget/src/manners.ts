// How much of all campaigns together one visitor is asked to bear: a pause between messages, and a budget for a visit,
// a day and 30 days, in which a message costs what its format takes. On sites that set neither this is left out.
import { type Borne, costOf, tired } from "./budget";
import { extras } from "./extras";

const KEPT = 100;

extras.bear = ({ remember }, format) => {
  remember((memory) => {
    memory.borne = [...borne(memory.borne), [Date.now(), costOf(format)] as Borne[0]].slice(-KEPT);
  });
};

extras.isTired = ({ config: { manners }, remember }, formats) => {
  const { session, borne: kept } = remember();
  const now = Date.now();
  return (
    !!manners && formats.every((format) => tired(manners, borne(kept), session?.start ?? now, now, costOf(format)))
  );
};

/** What cannot be read counts as a message of this moment: nobody is asked twice for our fault. */
const borne = (kept: unknown): Borne =>
  kept == null ? [] : Array.isArray(kept) && kept.flat().every(Number.isFinite) ? kept : [[Date.now(), 1e9]];
