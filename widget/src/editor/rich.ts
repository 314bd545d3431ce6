// Texts with more than words, as they are typed: **bold**, *italic*, [words](address), and lines that begin with - or 1.
import type { Rich } from "../config";

type List = { list: Rich[][]; ordered?: boolean };

const SPAN =
  /\*\*(?<bold>[^*\n]+(?:\*[^*\n]+\*[^*\n]*)*)\*\*|\*(?<italic>[^*\n]+)\*|\[(?<link>[^\]\n]+)\]\((?<url>[^\s)]+)\)/;
const ITEM = /^(?:-|(?<number>\d+)\.)\s+(?<words>.*)$/;

/** The tree of parts that the server keeps. */
export function parsed(text: string): Rich[] {
  const parts: Rich[] = [];
  for (const line of text.replace(/\r/g, "").split("\n")) {
    const item = ITEM.exec(line)?.groups;
    if (item) listFor(parts, !!item.number).list.push(spans(item.words ?? ""));
    else parts.push(...(parts.length && !isList(parts.at(-1)) ? ["\n"] : []), ...spans(line));
  }
  return joined(parts);
}

const isList = (part: Rich | undefined): part is List => typeof part === "object" && "list" in part;

/** The list at the end of the parts, or a new one there. */
function listFor(parts: Rich[], ordered: boolean): List {
  const last = parts.at(-1);
  if (isList(last) && !!last.ordered === ordered) return last;
  const list: List = ordered ? { list: [], ordered } : { list: [] };
  parts.push(list);
  return list;
}

function spans(text: string): Rich[] {
  const found = SPAN.exec(text);
  if (!found) return text ? [text] : [];
  const { bold, italic, link = "", url = "" } = found.groups ?? {};
  const part = bold ? { bold: spans(bold) } : italic ? { italic: spans(italic) } : { link: spans(link), url };
  return [...spans(text.slice(0, found.index)), part, ...spans(text.slice(found.index + found[0].length))];
}

/** Texts that follow each other are one. */
function joined(parts: Rich[]): Rich[] {
  const all: Rich[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (typeof part === "string" && typeof last === "string") all[all.length - 1] = last + part;
    else all.push(part);
  }
  return all;
}

/** The words alone, a line for each item of a list. */
export const plain = (parts: Rich[] = []): string => parts.map(words).join("").trim();

function words(part: Rich): string {
  if (typeof part === "string") return part;
  if ("list" in part) return `\n${part.list.map(plain).join("\n")}\n`;
  return plain("bold" in part ? part.bold : "italic" in part ? part.italic : part.link);
}
