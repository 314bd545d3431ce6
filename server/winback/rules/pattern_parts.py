"""Reading a pattern of `matches` into its parts, and writing each part for Python's `re`."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

# what JavaScript's \s and . know beyond ASCII
SPACES = "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
LINE_ENDS = "\n\r\u2028\u2029"
DIGITS = "0123456789"
WORD = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_"
SHORTHANDS = {"d": DIGITS, "w": WORD, "s": SPACES}
CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}
PUNCTUATION = "^$\\.*+?()[]{}|/-_~!@#%&=:;,<>'\"` "

ANY_OTHER = "\ue000"  # stands for every character that neither ASCII nor the pattern names
REPEAT_LIMIT = 100
GROUP_DEPTH = 5
SPECIAL = "\\^$.*+?()[]{}|"
REPEAT = re.compile(r"\{(\d{1,4})(,(\d{1,4})?)?\}", re.ASCII)


class Refused(ValueError):
    """The pattern cannot be saved; the text says why, to the person who wrote it."""


@dataclass(frozen=True)
class Characters:
    """One character out of some; or a place such as `^`, which has none and may not be there."""

    python: str
    characters: frozenset[str] = frozenset()
    is_place: bool = False


@dataclass(frozen=True)
class Branch:
    pieces: list["Piece"]

    @property
    def python(self) -> str:
        return "".join(piece.python for piece in self.pieces)

    @property
    def is_anchored(self) -> bool:
        return bool(self.pieces) and self.pieces[0].part == START


@dataclass(frozen=True)
class Group:
    branches: list[Branch]

    @property
    def python(self) -> str:
        return "(?:" + "|".join(branch.python for branch in self.branches) + ")"


Part = Characters | Group


@dataclass(frozen=True)
class Piece:
    """A part and how often it may come; `most` None = without end."""

    part: Part
    least: int = 1
    most: int | None = 1

    @property
    def python(self) -> str:
        if (self.least, self.most) == (1, 1):
            return self.part.python
        return f"{self.part.python}{{{self.least},{'' if self.most is None else self.most}}}"


START = Characters(r"\A", is_place=True)
END = Characters(r"\Z", is_place=True)
PLACES = {"b": Characters(r"\b", is_place=True), "B": Characters(r"\B", is_place=True)}


def parse(pattern: str) -> list[Branch]:
    """The alternatives of a pattern in code units; raises Refused."""
    reader = Reader(pattern)
    branches = reader.alternatives(depth=0)
    if reader.at < len(pattern):
        raise Refused("has a ) too many")
    return branches


@dataclass
class Reader:
    text: str
    at: int = 0
    alphabet: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        # ends of ranges are in it, so two classes that overlap share a character of it
        self.alphabet = frozenset(map(chr, range(128))) | set(SPACES) | set(self.text) | {ANY_OTHER}

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def take(self) -> str:
        taken = self.peek()
        self.at += 1
        return taken

    def alternatives(self, depth: int) -> list[Branch]:
        branches = [self.branch(depth)]
        while self.peek() == "|":
            self.take()
            branches.append(self.branch(depth))
        return branches

    def branch(self, depth: int) -> Branch:
        pieces: list[Piece] = []
        while self.peek() not in ("", "|", ")"):
            pieces.append(self.repeated(self.part(depth)))
        return Branch(pieces)

    def part(self, depth: int) -> Part:
        match taken := self.take():
            case "(":
                return self.group(depth + 1)
            case "[":
                return self.character_class()
            case "\\":
                return self.escape()
            case ".":
                return Characters(f"[^{re.escape(LINE_ENDS)}]", self.alphabet - set(LINE_ENDS))
            case "^":
                return START
            case "$":
                return END
            case "*" | "+" | "?" | "{":
                raise Refused(f"has a {taken} with nothing before it to repeat; write \\{taken} for the character")
            case "]" | "}":
                raise Refused(f"has a single {taken}; write \\{taken} for the character")
        return Characters(re.escape(taken), frozenset(taken))

    def group(self, depth: int) -> Group:
        if depth > GROUP_DEPTH:
            raise Refused(f"nests groups deeper than {GROUP_DEPTH}")
        if self.text.startswith("?:", self.at):
            self.at += 2
        elif self.peek() == "?":
            raise Refused("uses (?…): look-around, names and flags are not part of matches")
        branches = self.alternatives(depth)
        if self.take() != ")":
            raise Refused("has a ( that is not closed")
        return Group(branches)

    def escape(self) -> Characters:
        taken = self.take()
        if taken in PLACES:
            return PLACES[taken]
        characters, python = self.escaped(taken)
        return Characters(f"[{python}]", characters)

    def escaped(self, taken: str) -> tuple[frozenset[str], str]:
        """The characters behind a backslash, and how Python writes them inside a class."""
        if taken.lower() in SHORTHANDS:
            listed = frozenset(SHORTHANDS[taken.lower()])
            return (listed, _listed(listed)) if taken.islower() else self.opposite(listed)
        if taken in CONTROLS:
            return frozenset(CONTROLS[taken]), _listed(CONTROLS[taken])
        if taken and taken in PUNCTUATION:
            return frozenset(taken), _listed(taken)
        if taken.isdigit():
            raise Refused(f"uses \\{taken}: back-references are not part of matches")
        raise Refused(f"uses \\{taken}, which is not part of matches" if taken else "ends with a single \\")

    def opposite(self, listed: frozenset[str]) -> tuple[frozenset[str], str]:
        return self.alphabet - listed, _ranges_beside(listed)

    def character_class(self) -> Characters:
        is_negated = self.peek() == "^"
        self.at += is_negated
        characters: frozenset[str] = frozenset()
        python = ""
        while (taken := self.take()) != "]":
            if not taken:
                raise Refused("has a [ that is not closed")
            more, written = self.class_member(taken)
            characters |= more
            python += written
        if not python:
            raise Refused("has an empty []")
        members = self.alphabet - characters if is_negated else characters
        return Characters(f"[{'^' * is_negated}{python}]", members)

    def class_member(self, taken: str) -> tuple[frozenset[str], str]:
        first, written = self.class_character(taken)
        if self.peek() != "-" or self.text[self.at + 1 : self.at + 2] in ("]", ""):
            return first, written
        self.take()
        last, _ = self.class_character(self.take())
        if len(first) != 1 or len(last) != 1 or min(first) > min(last):
            raise Refused("has a range in [] that does not go from one character up to another")
        low, high = min(first), min(last)
        return frozenset(one for one in self.alphabet if low <= one <= high), f"{re.escape(low)}-{re.escape(high)}"

    def class_character(self, taken: str) -> tuple[frozenset[str], str]:
        return self.escaped(self.take()) if taken == "\\" else (frozenset(taken), _listed(taken))

    def repeated(self, part: Part) -> Piece:
        least, most = self.quantifier()
        if (least, most) == (1, 1):
            return Piece(part)
        if self.peek() and self.peek() in "*+?{":
            raise Refused("repeats a repeat; +?, *? and ?? are not part of matches either")
        if isinstance(part, Group) and (least, most) != (0, 1):
            raise Refused("repeats a group; only ? may stand behind one")
        if isinstance(part, Characters) and part.is_place:
            raise Refused("repeats a place, not a character")
        return Piece(part, least, most)

    def quantifier(self) -> tuple[int, int | None]:
        simple: dict[str, tuple[int, int | None]] = {"*": (0, None), "+": (1, None), "?": (0, 1)}
        if self.peek() in simple:
            return simple[self.take()]
        if self.peek() != "{":
            return 1, 1
        found = REPEAT.match(self.text, self.at)
        if found is None:
            raise Refused("has a { that is no repeat such as {2,5}; write \\{ for the character")
        self.at = found.end()
        least = int(found[1])
        most = least if not found[2] else int(found[3]) if found[3] else None
        if max(least, most or 0) > REPEAT_LIMIT or (most is not None and most < least):
            raise Refused(f"repeats something more than {REPEAT_LIMIT} times, or {{more,less}}")
        return least, most


def _listed(characters: str | frozenset[str]) -> str:
    return "".join(map(re.escape, sorted(characters)))


def _ranges_beside(listed: frozenset[str]) -> str:
    """Every code unit that is not listed, as ranges inside a class."""
    points = [-1, *sorted(map(ord, listed)), 0x10000]
    gaps = [(low + 1, high - 1) for low, high in pairwise(points) if high - low > 1]
    return "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in gaps)
