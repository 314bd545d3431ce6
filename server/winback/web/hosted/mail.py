"""A row of scores for a mail: each a link that opens the form with that score chosen. A mail runs no script and reads no sheet,
so all that it looks like stands in its tables; the oldest reader of mails draws them with Word.
"""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from ...languages import direction
from ...rules.logic import pipe
from ...targeting import walk
from ...targeting.kit import worn
from ...targeting.shades import paints
from . import drawing
from .arm import shown_arm
from .language import said
from .look import colours, radius_of

# Whatever a mailing tool replaces by a recipient's own: it may hold no sign that would end the address or the attribute.
TAG = r"^[^<>\"&\\\x00-\x1f\x7f]{1,80}$"

_SANS = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,'Apple SD Gothic Neo','Malgun Gothic',Helvetica,Arial,sans-serif"
_FONTS = {"serif": "Georgia,'Times New Roman',serif", "mono": "Menlo,Consolas,'Courier New',monospace"}


@dataclass(frozen=True)
class MailRow:
    """`html` to be put among the tables of a mail; `text` for its plain part."""

    question: str
    language: str
    html: str
    text: str


@dataclass(frozen=True)
class _Cell:
    score: int
    shown: str
    name: str  # what is read out
    end: str  # the words that stand at this end of the row
    link: Markup


def is_tag(text: str) -> bool:
    return re.fullmatch(TAG, text) is not None


def asked(content: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The question that a link can answer beforehand: the first of the first step, where a number answers it."""
    steps = content["variants"][shown_arm(content)]["steps"] if content["variants"] else []
    first = next((block for step in steps[:1] for block in step["blocks"] if block["type"] in walk.QUESTIONS), None)
    return first if first and first["type"] in walk.PRESSED else None


def mail_row(content: Mapping[str, Any], look: Mapping[str, Any], url: str, language: str, tag: str = "") -> MailRow:
    """For a content with a question that is `asked`. `url`: of the form; `tag`: what stands for a recipient's token."""
    block = asked(content)
    assert block is not None  # noqa: S101 - the caller has looked
    order = [language, *content["languages"]]
    theme = worn(content["variants"][shown_arm(content)].get("theme"), dict(look))
    address = Markup(_address(url, tag))  # noqa: S704 - what fits TAG ends no attribute
    cells = list(_cells(block, order, address))
    question = pipe(said(block.get("label"), order), {})
    shown = {
        "question": question,
        "cells": cells,
        "is_stars": block["type"] == "stars",
        "ends": (cells[0].end, cells[-1].end),
        "language": language,
        "direction": direction(language),
        "colours": colours(next(paints(theme))),
        "radius": radius_of(theme),
        "small": round(radius_of(theme) * 0.6),
        "font": _FONTS.get(theme.get("font", ""), _SANS),
    }
    return MailRow(question, language, drawing.drawn("mail.html", shown), "\n".join(_lines(question, cells)))


def as_page(row: MailRow) -> str:
    """The row alone on a page, as a mail shows it."""
    return drawing.drawn("mail_page.html", {"row": row})


def _cells(block: Mapping[str, Any], order: Sequence[str], address: Markup) -> Iterator[_Cell]:
    lowest, highest = drawing.SCALES.get(block["type"], (1, block.get("max") or 5))
    ends = {lowest: pipe(said(block.get("low"), order), {}), highest: pipe(said(block.get("high"), order), {})}
    for score in range(lowest, highest + 1):
        is_star = block["type"] == "stars"
        link = address + Markup("score={}&amp;lang={}").format(score, order[0])
        yield _Cell(score, "★" if is_star else str(score), f"{score} / {highest}", ends.get(score, ""), link)


def _address(url: str, tag: str) -> str:
    """Up to where the score follows. The tag stands as it is: a tool that looks for it knows no other form of it."""
    return f"{escape(url)}?t={tag}&amp;" if tag else f"{escape(url)}?"


def _lines(question: str, cells: Sequence[_Cell]) -> Iterator[str]:
    yield question
    yield ""
    for cell in cells:
        stars = "★" * cell.score + "☆" * (len(cells) - cell.score)
        named = stars if cell.shown == "★" else f"{cell.score} ({cell.end})" if cell.end else str(cell.score)
        yield f"{named}: {html.unescape(cell.link)}"
