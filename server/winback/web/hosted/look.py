"""What a page of its own wears: the colours, the typeface and the box of its message, and the site's logo."""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson

from ...targeting.contrast import ENOUGH, contrast
from ...targeting.shades import Paint, mix, mixed, paints, wants_black

Theme = Mapping[str, Any]

# As widget/src/message/fonts.ts has them; the typeface of the shop's own page is not there, so `inherit` is the system's.
FONTS = {
    "serif": 'ui-serif,Georgia,"Nanum Myeongjo",serif',
    "mono": "ui-monospace,Menlo,Consolas,monospace",
    "rounded": 'ui-rounded,"Hiragino Maru Gothic ProN",Quicksand,Nunito,system-ui,sans-serif',
    "humanist": 'Seravek,"Gill Sans Nova",Ubuntu,Calibri,"DejaVu Sans",system-ui,sans-serif',
}
SYSTEM = "system-ui,sans-serif"
ROUNDNESS = 14  # of a box that says none
_SHADOWS = {
    "none": "none",
    "soft": "0 2px 12px #0a0e1922",
    "strong": "0 2px 8px #0a0e1933,0 40px 96px -8px #0a0e1985",
}
_MEDIA = {"light": "(prefers-color-scheme: light)", "dark": "(prefers-color-scheme: dark)"}
_POLICY = (
    "default-src 'none'; style-src 'self' '{hash}'; img-src 'self' https:{pictures}; form-action 'self'; "
    "base-uri 'none'; frame-ancestors {framed}"
)


@dataclass(frozen=True)
class Look:
    """`sheet`: custom properties, which the policy knows by their hash. `grounds`: by media query, for the browser's bars."""

    sheet: str
    hash: str
    grounds: dict[str, str]
    logo: dict[str, Any] | None
    dark_logo: str | None  # another file, where the page may be dark and light

    def policy(self, origins: Sequence[str], *, is_framed: bool = False) -> str:
        """What the page may load. A shop that is tried out without TLS has its pictures there too. `is_framed`: by the admin."""
        plain = "".join(f" {origin}" for origin in origins if origin.startswith("http:"))
        return _POLICY.format(hash=self.hash, pictures=plain, framed="'self'" if is_framed else "'none'")


def look_of(theme: Theme) -> Look:
    return _look(orjson.dumps(theme))


@lru_cache(maxsize=256)
def _look(said: bytes) -> Look:
    theme = orjson.loads(said)
    painted = dict(_painted(theme))
    sheet = "".join(_rules(theme, painted))
    logo = theme.get("logo") or None
    other = (logo or {}).get("dark")
    if logo and other and "light" not in painted:
        logo, other = {**logo, "src": other}, None
    is_both = len(painted) > 1
    return Look(
        sheet=sheet,
        hash="sha256-" + base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode(),
        grounds={_MEDIA[name] if is_both else "": paint.background for name, paint in painted.items()},
        logo=logo,
        dark_logo=other if is_both else None,
    )


def colours(paint: Paint) -> dict[str, str]:
    """By custom property. `page` is what lies around the box."""
    is_black_on = wants_black(paint.accent)
    own = {"bg": paint.background, "fg": paint.text, "accent": paint.accent}
    on = {"on": "#000000" if is_black_on else "#ffffff", "off": "#ffffff" if is_black_on else "#000000"}
    shades = mixed(paint)
    return {"rim": paint.accent, **own, **on, **shades, "page": _around(paint, shades["soft"])}


def font_of(theme: Theme) -> str:
    return FONTS.get(theme.get("font", ""), SYSTEM)


def radius_of(theme: Theme) -> int:
    said = theme.get("radius")
    return ROUNDNESS if said is None else int(said)


def _painted(theme: Theme) -> Iterator[tuple[str, Paint]]:
    """Whoever has chosen neither colours nor a scheme gets a page as the device has it."""
    has_ground = theme.get("background") and theme.get("text")
    scheme = theme.get("scheme") or ("light" if has_ground else "auto")
    names = ("light", "dark") if scheme == "auto" else (scheme,)
    return zip(names, paints({**theme, "scheme": scheme}), strict=True)


def _rules(theme: Theme, painted: Mapping[str, Paint]) -> Iterator[str]:
    first, *rest = painted.items()
    yield f":root{{{_box(theme)};{_properties(*first)}}}"
    for name, paint in rest:
        yield f"@media {_MEDIA[name]}{{:root{{{_properties(name, paint)}}}}}"


def _properties(scheme: str, paint: Paint) -> str:
    said = ";".join(f"--{name}:{value}" for name, value in colours(paint).items())
    return f"color-scheme:{scheme};{said}"


def _box(theme: Theme) -> str:
    said = {"r": f"{radius_of(theme)}px", "font": font_of(theme)}
    if theme.get("shadow") in _SHADOWS:
        said["shadow"] = _SHADOWS[theme["shadow"]]
    if theme.get("border") is not None:
        said["border"] = f"{int(theme['border'])}px"
    if theme.get("padding") is not None:
        said["padding"] = f"{int(theme['padding'])}px"
    return ";".join(f"--{name}:{value}" for name, value in said.items())


def _around(paint: Paint, soft: str) -> str:
    """A touch of the accent on light paper, as much of it as lets the words be read; a deeper dark around a dark box."""
    background, text, accent, _ = paint
    if wants_black(background) is wants_black(text):  # hardly told apart: nothing to play with
        return background
    if wants_black(text):
        return mix("#000000", 38, background)
    tried = (mix(accent, share, background) for share in (7, 5, 3, 1))
    return next((each for each in tried if (contrast(soft, each) or 0) >= ENOUGH), background)
