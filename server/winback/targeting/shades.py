"""The colours that a message is painted in: the owner's, and those mixed of them. As widget/src/message/shades.ts has it."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from .contrast import ENOUGH, contrast

SEEN = 3.0  # success criterion 1.4.11: what is no text
HARDLY = 1.25  # a button so near to what it stands on gets an edge, whatever stands on it
_COLOUR = re.compile("#[0-9a-fA-F]{6}")
_MIDDLE = 0.179  # white and black are told apart equally well from a colour of this brightness
_DIM = 0.06  # a button darker than this is none on a dark card


class Paint(NamedTuple):
    """What a message is painted in, as `#rrggbb`. `bad`: of what has to be put right."""

    background: str
    text: str
    accent: str
    bad: str


LIGHT = Paint(background="#ffffff", text="#1a1c20", accent="#3b5bdb", bad="#b42318")
DARK = Paint(background="#1c1e23", text="#f1f2f4", accent="#e6e8ec", bad="#ff9d92")


def paints(theme: dict[str, Any]) -> Iterator[Paint]:
    """How the message is painted on light screens, on dark ones, or on both, as its theme says."""
    scheme = theme.get("scheme")
    if scheme != "dark":
        yield _own(LIGHT, theme)
    if scheme in ("dark", "auto"):
        usual = {name: theme.get(name) for name in ("background", "text")} if scheme == "dark" else {}
        yield _own(DARK, {**usual, "accent": _lit(theme), **(theme.get("dark") or {})})


def in_the_dark(theme: dict[str, Any]) -> Paint:
    """How it is painted on dark screens, or would be if it followed the device."""
    *_, dark = paints({**theme, "scheme": "dark" if theme.get("scheme") == "dark" else "auto"})
    return dark


def shades(paint: Paint) -> dict[str, str]:
    """Those that the sheet would mix too near to what they stand on, as custom properties by name: mixed with as much
    more of the text's colour as it takes. Nothing where all can be read as they are.
    """
    background, text, accent, bad = paint
    made: dict[str, str] = {}

    def mended(name: str, origin: str, usual: int, enough: float, *grounds: str) -> str:
        def is_enough(share: int) -> bool:
            return all(_ratio(mix(text, share, origin), on) >= enough for on in grounds)

        share = next(filter(is_enough, range(usual, 100)), 100)
        colour = mix(text, share, origin)
        if share > usual:
            made[name] = colour
        return colour

    tint = _tint(text, background, made)
    mended("soft", background, 72, ENOUGH, background, tint)
    mended("ink", accent, 30, ENOUGH, background)
    mended("bad", bad, 0, ENOUGH, background)
    edge = mended("edge", background, 52, SEEN, background)
    return {**made, "rim": edge} if _ratio(accent, background) < HARDLY else made


def mixed(paint: Paint) -> dict[str, str]:
    """All that is mixed of a message's colours, for where no sheet mixes by itself."""
    background, text, accent, bad = paint
    shares = {"soft": 72, "edge": 52, "line": 16, "tint": 5}
    usual = {name: mix(text, share, background) for name, share in shares.items()}
    return {**usual, "ink": mix(text, 30, accent), "bad": bad, **shades(paint)}


def over_picture(paint: Paint, share: int) -> float:
    """How well the text is read at the worst where so many percent of the background's colour lie over a picture, whatever
    is in that: 1 to 21. Of a text between the darkest and the lightest of it some pixel has the very colour.
    """
    dark, light = (mix(paint.background, share, end) for end in ("#000000", "#ffffff"))
    ratios = [_ratio(paint.text, dark), _ratio(paint.text, light)]
    return min(ratios) if max(ratios) > _ratio(dark, light) or dark == light else 1


def veil(paint: Paint) -> int:
    """As few percent of it as the text can be read with, whatever the picture."""
    return next((share for share in range(100) if over_picture(paint, share) >= ENOUGH), 100)


def _tint(text: str, background: str, made: dict[str, str]) -> str:
    """What the text stands on here and there: nearer to the background where the text would be hard to read on it."""
    shares = range(5, -1, -1)
    share = next((share for share in shares if _ratio(text, mix(text, share, background)) >= ENOUGH), 0)
    tint = mix(text, share, background)
    if share < 5:
        made["tint"] = tint
    return tint


def mix(one: str, share: int, other: str) -> str:
    """So many percent of one colour in another."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{(a * share + b * (100 - share) + 50) // 100:02x}" for a, b in pairs)


def is_colour(text: object) -> bool:
    return isinstance(text, str) and _COLOUR.fullmatch(text) is not None


def wants_black(colour: str) -> bool:
    """Whether black is read better than white on this colour."""
    return _brightness(colour) > _MIDDLE


def _own(usual: Paint, theme: dict[str, Any]) -> Paint:
    """As the renderer does: a background or a text alone is left out, since its own colours can be read."""
    accent, background, text = (theme.get(name) for name in ("accent", "background", "text"))
    paint = usual._replace(accent=str(accent)) if is_colour(accent) else usual
    if is_colour(background) and is_colour(text):
        return paint._replace(background=str(background), text=str(text))
    return paint


def _lit(theme: dict[str, Any]) -> str:
    accent = theme.get("accent")
    return str(accent) if is_colour(accent) and _brightness(str(accent)) >= _DIM else DARK.accent


def _brightness(colour: str) -> float:
    red, green, blue = ((channel / 255) ** 2.2 for channel in _channels(colour))
    return float(0.2126 * red + 0.7152 * green + 0.0722 * blue)


def _channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def _ratio(one: str, other: str) -> float:
    return contrast(one, other) or 1
