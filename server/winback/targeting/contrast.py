"""How well text can be read on its background: WCAG 2.2's contrast ratio."""

import re

ENOUGH = 4.5  # success criterion 1.4.3, text of normal size
_HEX = re.compile(r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")


def contrast(one: str, other: str) -> float | None:
    """The ratio of two `#rrggbb` or `#rgb` colours, 1 to 21; None where one of them is no such colour."""
    lights = [_luminance(colour) for colour in (one, other)]
    if None in lights:
        return None
    darker, lighter = sorted(light for light in lights if light is not None)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float | None:
    """Relative luminance by WCAG 2.2, 0 for black to 1 for white."""
    if not _HEX.fullmatch(colour):
        return None
    digits = colour[1:] if len(colour) == 7 else "".join(d * 2 for d in colour[1:])
    red, green, blue = (_linear(int(digits[i : i + 2], 16) / 255) for i in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
