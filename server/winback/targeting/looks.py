"""Six looks to begin with. Each can be read: text, buttons and their edges pass WCAG 2.2 AA, which a test computes."""

from typing import Any


def _look(accent: str, background: str, text: str, radius: int, font: str, scheme: str) -> dict[str, Any]:
    return {
        "accent": accent,
        "background": background,
        "text": text,
        "radius": radius,
        "font": font,
        "scheme": scheme,
    }


LOOKS = {
    "paper": _look("#2f5bd7", "#ffffff", "#1a1c20", 14, "system", "light"),
    "forest": _look("#17694c", "#f7faf7", "#15211c", 16, "system", "light"),
    "ink": _look("#111318", "#ffffff", "#111318", 0, "serif", "light"),
    "clay": _look("#a5401f", "#fdf6ef", "#2b1a12", 20, "serif", "light"),
    "night": _look("#7fd1c7", "#12181f", "#eef2f5", 14, "system", "dark"),
    "berry": _look("#a3195b", "#fff7fb", "#2a0f1d", 24, "system", "light"),
}
