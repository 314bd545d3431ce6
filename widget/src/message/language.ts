import { extras } from "../extras";

/** The page's own language, where it says one; some write it with an underscore, which no browser takes. */
export const language = (): string => (document.documentElement.lang || navigator.language).replace("_", "-");

/** From the exact language to the site's own. */
extras.languages = ({ language: own }) => [language(), language().split("-")[0]?.toLowerCase() as string, own];
