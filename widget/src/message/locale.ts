/** The first language in which the browser can write numbers and dates, since pages say anything; else its own. */
export const locale = (languages: string[]): string | undefined => languages.find(isKnown);

function isKnown(language: string): boolean {
  try {
    return Intl.getCanonicalLocales(language).length > 0;
  } catch {
    return false;
  }
}
