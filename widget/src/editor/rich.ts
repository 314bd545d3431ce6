// Texts with more than words, as they are typed: **bold**, *italic*, [words](address), and lines that begin with - or 1.
// A backslash keeps what follows as it is; \| is nothing. The server writes the same: winback/web/admin/markup.py.
import type { Rich } from "../config";

type List = { list: Rich[][]; ordered?: boolean };
type Mark = "bold" | "italic";

const ITEM = /^(?:-|(\d+)\.) +([\s\S]*)$/;
/** Where a line ends, unless a backslash keeps it. */
const END = /(?<=(?:^|[^\\])(?:\\\\)*)\n/;
const TOKEN = /\\([ \t\n*_[\]()\\.|-])|\*+|\[|[\s\S]/g;
const BLANK = /[ \t\n]/;

/** The tree of parts that the server keeps. */
export function parsed(text: string): Rich[] {
  const parts: Rich[] = [];
  let list: List | undefined;
  let isText = false;
  for (const line of text.replace(/\r/g, "").split(END)) {
    const [, number, words] = ITEM.exec(line) ?? [];
    if (words !== undefined) {
      if (!list || !!list.ordered !== !!number) {
        list = number ? { list: [], ordered: true } : { list: [] };
        parts.push(list);
      }
      list.list.push(spans(words));
      isText = false;
    } else if (list && !line) list = undefined;
    else {
      parts.push(...(isText ? ["\n"] : []), ...spans(line));
      list = undefined;
      isText = true;
    }
  }
  return joined(parts);
}

/** A mark that was opened, and what has come since. */
type Open = { mark?: Mark; parts: Rich[] };

function spans(text: string): Rich[] {
  const open: Open[] = [{ parts: [] }];
  const top = () => open.at(-1) as Open;
  const has = (mark: Mark) => open.some((one) => one.mark === mark);
  /** What it holds stays as it was typed. */
  const giveUp = () => {
    const { mark, parts } = open.pop() as Open;
    top().parts.push(STARS[mark as Mark], ...parts);
  };
  const close = (mark: Mark) => {
    while (top().mark !== mark) giveUp();
    const { parts } = open.pop() as Open;
    top().parts.push((mark === "bold" ? { bold: joined(parts) } : { italic: joined(parts) }) as Rich);
  };
  let isAfterBlank = true;
  TOKEN.lastIndex = 0;
  for (let at = 0; at < text.length; ) {
    TOKEN.lastIndex = at;
    const [token, kept] = TOKEN.exec(text) as unknown as [string, string?];
    at += token.length;
    const marks = MARKS[token];
    const link = token === "[" ? linkAt(text, at) : undefined;
    if (link) {
      top().parts.push(link.part);
      at = link.end;
    } else if (marks && !isAfterBlank && marks.every(has)) {
      const order = open.flatMap(({ mark }) => (mark && marks.includes(mark) ? [mark] : [])).reverse();
      order.forEach(close);
    } else if (marks && at < text.length && !BLANK.test(text[at] as string) && !marks.some(has)) {
      open.push(...marks.map((mark) => ({ mark, parts: [] })));
    } else top().parts.push(kept === "|" ? "" : (kept ?? token));
    isAfterBlank = kept === undefined && BLANK.test(token);
  }
  while (open.length > 1) giveUp();
  return joined(top().parts);
}

const STARS = { bold: "**", italic: "*" };
const MARKS: Record<string, Mark[]> = { "*": ["italic"], "**": ["bold"], "***": ["bold", "italic"] };

const WORDS = /((?:\\[\s\S]|[^\]\\\n])+)\]\(/y;

/** The link whose words begin there. */
function linkAt(text: string, start: number): { part: Rich; end: number } | undefined {
  WORDS.lastIndex = start;
  const words = WORDS.exec(text)?.[1];
  if (!words) return undefined;
  let url = "";
  let depth = 0;
  for (let at = WORDS.lastIndex; at < text.length; at++) {
    let sign = text[at] as string;
    if (BLANK.test(sign)) return undefined;
    if (sign === "\\" && at + 1 < text.length) sign = text[++at] as string;
    else if (sign === ")" && !depth--) return url ? { part: { link: spans(words), url }, end: at + 1 } : undefined;
    else if (sign === "(") depth++;
    url += sign;
  }
  return undefined;
}

/** Texts that follow each other are one. */
function joined(parts: Rich[]): Rich[] {
  const all: Rich[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (typeof part === "string" && typeof last === "string") all[all.length - 1] = last + part;
    else if (part) all.push(part);
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
