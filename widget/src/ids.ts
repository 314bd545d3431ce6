// Ids, made in the browser.

export const newId = (): string =>
  crypto.getRandomValues(new Uint8Array(16)).reduce((id, byte) => id + (byte + 256).toString(16).slice(1), "");

export function uuid7(): string {
  // until the year 2527 the time has 11 digits
  const text = `0${Date.now().toString(16)}${newId()}`;
  return text.replace(/^(.{8})(.{4}).(...).(...)(.{12}).*/, "$1-$2-7$3-a$4-$5");
}
