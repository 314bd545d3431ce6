const TAG = /^([a-z]{2,3})(-[a-z]{4})?(-([a-z]{2}|\d{3}))?\b/i;

/** A language tag with what it leaves to be guessed: `zh-tw` → zh, Hant, TW. Nothing where it names no language. */
export function likely(tag: string): Partial<Intl.Locale> {
  const found = TAG.exec(tag.replaceAll("_", "-"));
  return found ? new Intl.Locale(found[0]).maximize() : {};
}
