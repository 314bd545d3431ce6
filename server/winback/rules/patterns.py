"""`matches`: the part of regular expressions that stays quick, and means the same in Python and JavaScript.

Both engines go back and try again, and a hostile pattern makes them do so for ever. So a pattern is read here before
it is saved, and refused unless its worst case, counted from its own shape, stays within the two limits below.
Allowed: characters, `.`, classes, `\\d \\w \\s \\b` and their opposites, `^ $`, groups with `|`, and `? * + {n} {n,} {n,m}`
behind one character or class; behind a group only `?`. No look-around, no back-references, no lazy quantifiers.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import prod

from winback.rules.pattern_parts import END, Branch, Group, Part, Piece, Refused, parse
from winback.rules.texts import code_units

PATTERN_LENGTH = 200
MATCHED_LENGTH = 1000  # code units of the text that are read; widget/src/rules.ts has the same
WAYS_LIMIT = 4_000_000  # measured: 5 ms in a browser
STEPS_LIMIT = 32_000_000
ENDLESS_LIMIT = 10


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text's first MATCHED_LENGTH code units; a refused pattern is found nowhere."""
    compiled = _compiled(pattern)
    return compiled is not None and compiled.search(code_units(text)[:MATCHED_LENGTH]) is not None


def why_refused(pattern: str) -> str | None:
    """What is wrong with a pattern, for the person who wrote it; None when it may be saved."""
    if len(code_units(pattern)) > PATTERN_LENGTH:
        return f"is longer than {PATTERN_LENGTH} characters"
    try:
        branches = parse(code_units(pattern))
    except Refused as refused:
        return str(refused)
    work = _work(branches)
    if work.endless > ENDLESS_LIMIT:
        return f"has more than {ENDLESS_LIMIT} repeats without end, such as .*"
    if work.ways > WAYS_LIMIT or work.ways * work.length > STEPS_LIMIT:
        return "could take too long: use fewer open repeats such as .*, or begin with ^"
    return None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    if why_refused(pattern) is not None:
        return None
    return re.compile("|".join(branch.python for branch in parse(code_units(pattern))), re.ASCII)


@dataclass
class Work:
    """What makes an engine try again, counted over the whole pattern."""

    choices: int  # ways through the bounded ambiguities, multiplied
    open_repeats: int = 0  # endless repeats that can end in many places
    scans: bool = False  # endless repeats that can end in one place only
    endless: int = 0  # all endless repeats
    length: int = 1  # characters that each way has to compare
    starts: int = 1  # 0 when a match can only begin at the text's beginning

    @property
    def ways(self) -> int:
        """What a backtracking engine may try on MATCHED_LENGTH characters: choices x places to start x places to end."""
        return self.choices * prod([MATCHED_LENGTH] * (self.starts + self.open_repeats + self.scans))


def _work(branches: list[Branch]) -> Work:
    work = Work(choices=_overlapping(branches), starts=not all(branch.is_anchored for branch in branches))
    for branch in branches:
        _count(branch.pieces, THE_END, work)
    return work


@dataclass(frozen=True)
class Ahead:
    """What comes after a piece: the characters it may begin with, whether it may be empty, and whether it cannot fail."""

    first: frozenset[str] = frozenset()
    is_optional: bool = True
    is_sure: bool = True


THE_END = Ahead()


def _count(pieces: list[Piece], after: Ahead, work: Work) -> None:
    for index, piece in enumerate(pieces):
        ahead = _ahead(pieces[index + 1 :], after)
        work.length += piece.least
        work.endless += piece.most is None
        if isinstance(piece.part, Group):
            work.choices *= _overlapping(piece.part.branches)
            for branch in piece.part.branches:
                _count(branch.pieces, ahead, work)
        if piece.least != piece.most and not ahead.is_sure:
            _count_repeat(piece, bool(_begin(piece.part).first & ahead.first), work)


def _count_repeat(piece: Piece, may_end_anywhere: bool, work: Work) -> None:
    if piece.most is None:
        work.open_repeats += may_end_anywhere
        work.scans |= not may_end_anywhere
    elif may_end_anywhere:
        work.choices *= piece.most - piece.least + 1


def _overlapping(branches: list[Branch]) -> int:
    """How many alternatives an engine may have to try one after the other on the same characters."""
    seen: frozenset[str] = frozenset()
    for branch in branches:
        begin = _ahead(branch.pieces, THE_END)
        if len(branches) > 1 and (begin.is_optional or seen & begin.first):
            return len(branches)
        seen |= begin.first
    return 1


def _ahead(pieces: list[Piece], after: Ahead) -> Ahead:
    first: frozenset[str] = frozenset()
    is_sure = True
    for piece in pieces:
        begin = _begin(piece.part)
        first |= begin.first
        is_sure &= piece.least == 0 or begin.is_sure
        if piece.least > 0 and not begin.is_optional:
            return Ahead(first, is_optional=False, is_sure=False)
    return Ahead(first | after.first, after.is_optional, is_sure and after.is_sure)


def _begin(part: Part) -> Ahead:
    if not isinstance(part, Group):
        # behind the end nothing can begin, and so a repeat before it can end in one place only
        return Ahead(part.characters, is_optional=part.is_place and part != END, is_sure=False)
    begins = [_ahead(branch.pieces, THE_END) for branch in part.branches]
    first: frozenset[str] = frozenset().union(*(begin.first for begin in begins))
    return Ahead(first, any(begin.is_optional for begin in begins), any(begin.is_sure for begin in begins))
