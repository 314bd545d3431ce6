// What is being read stays where it is, whatever is put in above it.

/**
 * Not every browser holds the page by itself, and a page may have told its own not to. `edge`: where something stands that
 * is moved by all that is put in above it.
 */
export function keepingStill(change: () => void, edge: () => number): void {
  const before = edge();
  change();
  // where the browser has held it already, this is by nothing
  scrollBy({ top: edge() - before, behavior: "instant" });
}
