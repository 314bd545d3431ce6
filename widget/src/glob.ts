/** `*` stands for any run of characters, also none; everything else, `?` too, for itself. The whole text must fit. */
export function glob(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const tail = parts.pop() ?? "";
  let rest = text;
  const found = parts.every((part, index) => {
    const at = rest.indexOf(part);
    rest = rest.slice(at + part.length);
    return index ? at >= 0 : at === 0;
  });
  return found && (parts[0] == null ? rest === tail : rest.endsWith(tail));
}
