"""A text's tree of parts as it is typed in the editor; widget/src/editor/rich.ts reads it back as the same tree.

`**bold**`, `*italic*`, `[words](address)`, lines that begin with `- ` or `1. `. A backslash keeps what follows as it is, also the
end of a line or a blank at the edge of a mark; `\\|` is nothing at all and keeps two marks apart. Of parts that say the same twice
(bold in bold, two bold ones side by side) one is written.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

_MARKS = {"bold": "**", "italic": "*"}
# Stars between blanks, and those between words, mark nothing.
_SIGN = re.compile(r"\\|\[|(?<![^ \t\n][ \t])\*|\*(?![ \t][^ \t\n])")
_ITEM = re.compile(r"(?m)^(-|[0-9]+\.)(?= )")
_APART = r"\|"


def as_markup(parts: list[Any] | None) -> str:
    """The blocks of the tree, a line each: runs of words, and lists."""
    out = ""
    before: str | None = None  # the kind of the block before: words, - or 1.
    for is_list, group in groupby(tidy(parts or []), key=_is_list):
        for kind, text in map(_listed, group) if is_list else [("words", _words(list(group)))]:
            out += _gap(before, kind, text) + text
            before = kind
    return f"\\{out}" if out.startswith("\n") else out


def _gap(before: str | None, kind: str, text: str) -> str:
    if before is None:
        return ""
    # an empty line ends a list: without it the lists would be one, and a first empty line of the words would be lost
    is_ended = before != "words" and (before == kind or text.startswith("\n") or not text)
    return "\n\n" if is_ended else "\n"


def _is_list(part: Any) -> bool:
    return not isinstance(part, str) and "list" in part


def _listed(part: Any) -> tuple[str, str]:
    is_ordered = bool(part.get("ordered"))
    items = (re.sub("^ ", r"\\ ", _inline(item)) for item in part["list"])
    lines = [f"{f'{at}.' if is_ordered else '-'} {item}" for at, item in enumerate(items, 1)]
    return ("1." if is_ordered else "-"), "\n".join(lines)


def _words(parts: list[Any]) -> str:
    """Outside of all marks a line's end is one; what would begin an item there doesn't."""
    text = _joined(_signs(part) if isinstance(part, str) else _marked(part) for part in parts)
    return _ITEM.sub(lambda found: f"{found[1][:-1]}\\{found[1][-1]}", text)


def _inline(parts: list[Any]) -> str:
    """Within a mark or an item a line can't end."""
    return _joined(_signs(part).replace("\n", "\\\n") if isinstance(part, str) else _marked(part) for part in parts)


def _joined(written: Iterator[str]) -> str:
    """One after the other, without stars of two marks in one row."""
    out = ""
    for text in written:
        out += _APART + text if out.endswith("*") and text.startswith("*") and not _is_escaped(out) else text
    return out


def _is_escaped(text: str) -> bool:
    """Whether its last sign has an odd number of backslashes before it."""
    found = re.search(r"(\\*).$", text, re.DOTALL)
    return found is not None and len(found[1]) % 2 == 1


def _signs(text: str) -> str:
    return _SIGN.sub(lambda found: f"\\{found[0]}", text.replace("\r", ""))


def _marked(part: Any) -> str:
    if "link" in part:
        return f"[{_without_end(_inline(part['link']))}]({_address(part['url'])})"
    if "list" in part:  # by the API alone: a list within a mark or an item keeps its words
        return "\\\n".join(_inline(item) for item in part["list"])
    kind = "bold" if "bold" in part else "italic"
    mark, inside = _MARKS[kind], _edged(_inline(part[kind]))
    first, last = inside.startswith("*"), inside.endswith("*") and not _is_escaped(inside)
    return mark + _APART * first + inside + _APART * last + mark


def _edged(text: str) -> str:
    """Blanks at the edges are kept by a backslash: else the stars would mark nothing."""
    text = re.sub(r"^[ \t]", lambda found: f"\\{found[0]}", text)
    return f"{text[:-1]}\\{text[-1]}" if text[-1:] in (" ", "\t") and not _is_escaped(text) else text


def _without_end(text: str) -> str:
    """Within a link its end must not stand."""
    return re.sub(r"\\.|\]", lambda found: found[0] if found[0] != "]" else r"\]", text, flags=re.DOTALL)


def _address(url: str) -> str:
    signs = r"[\\ \t]" if _is_balanced(url) else r"[\\ \t()]"
    return re.sub(signs, lambda found: f"\\{found[0]}", url)


def _is_balanced(url: str) -> bool:
    depth = 0
    for sign in url:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth < 0:
            return False
    return depth == 0


def tidy(parts: list[Any], within: frozenset[str] = frozenset()) -> list[Any]:
    """Without what is empty, what is marked already, and with neighbours of one kind as one."""
    out: list[Any] = []
    for part in (tidy for one in parts for tidy in _tidied(one, within)):
        last = out[-1] if out else None
        if isinstance(part, str) and isinstance(last, str):
            out[-1] = last + part
        elif kind := _shared(last, part):
            out[-1] = {kind: tidy([*out[-1][kind], *part[kind]], within | {kind})}
        else:
            out.append(part)
    return out


def _shared(one: Any, other: Any) -> str | None:
    """The mark that both are."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return None
    return next((kind for kind in _MARKS if kind in one and kind in other), None)


def _tidied(part: Any, within: frozenset[str]) -> list[Any]:
    if isinstance(part, str):
        return [part] if part else []
    if "list" in part:
        items = [tidy(item, within | {"list"}) for item in part["list"]]
        kept = {"list": items, "ordered": True} if part.get("ordered") else {"list": items}
        return [kept] if items else []
    kind = next(kind for kind in ("link", "bold", "italic") if kind in part)
    inside = tidy(part[kind], within | {kind})
    return inside if kind in within or not inside else [{**part, kind: inside}]
