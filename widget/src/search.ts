// Phones that come from a search engine: on their first page, until they scroll or tap, nothing covers what they
// searched for. Search engines rank pages lower that do so. Left out where no live campaign covers the page.
// server/winback/rules/search.py says the rule in words and in Python.
import { extras } from "./extras";

const PHONE_PX = 600;
// asked while the page stands: of one that is being left a browser may say otherwise
const isPhone = Math.min(screen.width, screen.height) < PHONE_PX && matchMedia("(pointer:coarse)").matches;
// the visit began with an advertisement, which is no search result
const PAID = /[?&](\w*cl(k)?id|utm_medium)=(?!organic\b)/;

/** Whether a visit that began there and came from that address came by a search engine's results. */
export const isResult = (engines: string, landing: string, referrer: string): boolean =>
  !PAID.test(landing) && new RegExp(engines).test(referrer.split(/[/:]+/)[1] ?? "");

extras.isSearched = ({ config, remember }, { variants, search_safe }) => {
  const here = { pages: 1, referrer: document.referrer, landing: location.href };
  const { pages, referrer, landing } = remember().session ?? here;
  return (
    !!config.search &&
    search_safe !== false &&
    Object.values(variants).some(({ format }) => !/^(bar|slide_in|inline)$/.test(format)) &&
    pages < 2 &&
    !scrollY &&
    !navigator.userActivation?.hasBeenActive &&
    isPhone &&
    isResult(config.search, landing, referrer)
  );
};
