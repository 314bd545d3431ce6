"""What is kept in glass: flowers and fruit."""

import math

from .paint import FLOOR, Picture, darker
from .scene import room, shadow


def chrysanthemum_jar(picture: Picture, look: str) -> None:
    room(picture, "#d5dccb", "#a07c55")
    clip = _jar(picture, 170, 340, "#f3efdc")
    chance = picture.chance
    blooms = [picture.stamp(_bloom(tone)) for tone in ("#f4d35e", "#efc03c", "#f8e08e")]
    picture.group(clip_path=clip)
    for row in range(9):
        for column in range(8):
            cx = 250 + column * 46 + chance.uniform(-14, 14)
            cy = FLOOR - 26 - row * 34 + chance.uniform(-10, 10)
            place = f"translate({cx:.0f} {cy:.0f}) rotate({chance.uniform(0, 30):.0f}) scale({chance.uniform(0.8, 1.2):.2f})"
            picture.add(f'<use href="{chance.choice(blooms)}" transform="{place}"/>')
    picture.end()
    _glass(picture, 170, 340)
    _cork(picture, 170, 340)


def _bloom(tone: str) -> str:
    """A flower head of eleven petals around the origin."""
    edge = darker(tone, 0.3)
    petal = f'cy="-15" rx="5" ry="10.5" fill="{tone}" stroke="{edge}" stroke-width=".8"'
    petals = "".join(f'<ellipse {petal} transform="rotate({i * 360 / 11:.0f})"/>' for i in range(11))
    return petals + '<ellipse rx="7.5" ry="7" fill="#c98a1f"/>'


def yuja_jar(picture: Picture, look: str) -> None:
    room(picture, "#e8ddd0", "#8f6b48")
    clip = _jar(picture, 180, 300, "#e79f2c")
    chance = picture.chance
    picture.group(clip_path=clip)
    for i in range(26):
        cx, cy = chance.uniform(240, 560), chance.uniform(FLOOR - 280, FLOOR - 10)
        _slice(picture, cx, cy, chance.uniform(38, 58), chance.uniform(0.35, 1), i * 40)
    picture.end()
    _glass(picture, 180, 300)
    _cloth_lid(picture, 180, 300)


def _slice(picture: Picture, cx: float, cy: float, r: float, squeeze: float, turn_by: float) -> None:
    picture.group(transform=f"translate({cx:.0f} {cy:.0f}) rotate({turn_by:.0f}) scale(1 {squeeze:.2f})", opacity=0.92)
    picture.ellipse(0, 0, r, r, "#d9861a")
    picture.ellipse(0, 0, r * 0.9, r * 0.9, "#fbe3a2")
    for i in range(9):
        a, b = math.tau * i / 9 + 0.06, math.tau * (i + 1) / 9 - 0.06
        picture.path(
            f"M0 0L{math.cos(a) * r * 0.8:.1f} {math.sin(a) * r * 0.8:.1f}A{r * 0.8:.1f} {r * 0.8:.1f} 0 0 1 {math.cos(b) * r * 0.8:.1f} {math.sin(b) * r * 0.8:.1f}Z",
            "#f3b43a",
        )
    picture.end()


def _outline(r: float, height: float) -> str:
    top = FLOOR - height
    return (
        f"M{400 - r} {FLOOR - 26}Q{400 - r} {FLOOR + 8} {400 - r + 40} {FLOOR + 12}H{400 + r - 40}Q{400 + r} {FLOOR + 8} {400 + r} {FLOOR - 26}"
        f"V{top + 50}Q{400 + r} {top + 10} {400 + r * 0.74:.0f} {top}H{400 - r * 0.74:.0f}Q{400 - r} {top + 10} {400 - r} {top + 50}Z"
    )


def _jar(picture: Picture, r: float, height: float, inside: str) -> str:
    """The jar's back and what fills it; the clip for what is seen inside comes back."""
    shadow(picture, 400, r * 1.1)
    outline = _outline(r, height)
    picture.path(outline, "#f7faf7", opacity=0.55)
    level = FLOOR - height + 44
    full = f"M{400 - r + 9} {level}H{400 + r - 9}V{FLOOR - 24}Q{400 + r - 10} {FLOOR} {400 + r - 46} {FLOOR + 2}H{400 - r + 46}Q{400 - r + 10} {FLOOR} {400 - r + 9} {FLOOR - 24}Z"
    picture.path(full, inside)
    return picture.clip(full)


def _glass(picture: Picture, r: float, height: float) -> None:
    outline = _outline(r, height)
    picture.path(
        outline,
        picture.linear(
            [
                (0, "#20302a", 0.3),
                (0.1, "#ffffff", 0.1),
                (0.5, "#ffffff", 0),
                (0.85, "#20302a", 0.14),
                (1, "#20302a", 0.4),
            ],
            400 - r,
            0,
            400 + r,
            0,
        ),
    )
    picture.path(outline, stroke="#ffffff", stroke_width=3, stroke_opacity=0.7)
    top = FLOOR - height
    picture.path(
        f"M{400 - r + 26} {top + 70}q-6 110 0 {height - 130}q16 -6 20 -4q-8 -120 2 -{height - 120}z",
        "#ffffff",
        opacity=0.55,
    )
    picture.path(
        f"M{400 + r - 34} {top + 90}q8 90 0 {height - 170}q-8 0 -12 2q6 -90 2 -{height - 180}z", "#ffffff", opacity=0.3
    )


def _cork(picture: Picture, r: float, height: float) -> None:
    top, half = FLOOR - height, r * 0.7
    cork = picture.linear([(0, "#8f6a43"), (0.3, "#d7b285"), (1, "#7c5936")], 400 - half, 0, 400 + half, 0)
    picture.path(
        f"M{400 - half} {top - 62}L{400 - half + 8} {top + 14}H{400 + half - 8}L{400 + half} {top - 62}Z", cork
    )
    picture.ellipse(400, top - 62, half, half * 0.14, "#dcbb90")
    for _ in range(40):
        x, y = 400 + picture.chance.uniform(-half, half) * 0.92, top + picture.chance.uniform(-50, 8)
        picture.ellipse(x, y, 2.6, 1.5, "#6b4a2b", opacity=0.5)


def _cloth_lid(picture: Picture, r: float, height: float) -> None:
    """A square of linen over the lid, tied with a cord."""
    top, half = FLOOR - height, r * 0.86
    linen = picture.linear([(0, "#a9b7b0"), (0.35, "#eef0e8"), (1, "#7f9189")], 400 - half, 0, 400 + half, 0)
    frill = f"M{400 - half} {top - 40}Q400 {top - 78} {400 + half} {top - 40}L{400 + half + 26} {top + 46}"
    for i in range(8):
        x = 400 + half + 26 - (i + 1) * (2 * half + 52) / 8
        frill += f"Q{x + 24:.0f} {top + (74 if i % 2 else 30)} {x:.0f} {top + 46}"
    picture.path(frill + "Z", linen)
    for i in range(7):
        x = 400 - half + 20 + i * (2 * half - 40) / 6
        picture.line(f"M{x:.0f} {top - 30}L{x + (x - 400) * 0.16:.0f} {top + 44}", "#5d6f67", 2, 0.25)
    picture.line(f"M{400 - half - 2} {top + 2}Q400 {top + 26} {400 + half + 2} {top + 2}", "#9c4b2b", 8)
    picture.line(
        f"M400 {top + 15}q-36 -34 -44 2q10 18 44 -2q36 -34 44 2q-10 18 -44 -2l-20 46m20 -46l24 44", "#9c4b2b", 5
    )


DRAWINGS = [chrysanthemum_jar, yuja_jar]
