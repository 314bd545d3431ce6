"""Where the things stand: a plastered wall, a table, morning light from the left, and soft shadows."""

from .paint import FLOOR, HEIGHT, TABLE, WIDTH, Picture, darker, lighter


def room(picture: Picture, wall: str, table: str, light: float = 0.5) -> None:
    """A wall and a table with a window's light across them."""
    glow = picture.radial([(0, lighter(wall, 0.45)), (1, wall)], 260, 300, 640)
    picture.behind(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{glow}"/>')
    _window(picture, light)
    wood = picture.linear([(0, darker(table, 0.06)), (0.25, table), (1, lighter(table, 0.12))], 0, TABLE, 0, HEIGHT)
    picture.behind(f'<rect y="{TABLE}" width="{WIDTH}" height="{HEIGHT - TABLE}" fill="{wood}"/>')
    picture.behind(f'<rect y="{TABLE}" width="{WIDTH}" height="2" fill="{lighter(table, 0.4)}" opacity=".7"/>')


def board(picture: Picture, ground: str) -> None:
    """A plain ground seen from above."""
    glow = picture.radial([(0, lighter(ground, 0.35)), (1, ground)], 280, 260, 760)
    picture.behind(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{glow}"/>')
    _window(picture, 0.35)


def shadow(picture: Picture, cx: float, width: float, y: float = FLOOR, strength: float = 0.42) -> None:
    """What a thing of this width throws on the table, to the right of it."""
    far = picture.radial(
        [(0, "#3a2a1c", strength * 0.55), (1, "#3a2a1c", 0)], cx + width * 0.42, y + 8, width * 1.05, 0.2
    )
    picture.ellipse(cx + width * 0.42, y + 8, width * 1.05, width * 0.21, far)
    near = picture.radial(
        [(0, "#2b1d12", strength), (0.7, "#2b1d12", strength * 0.7), (1, "#2b1d12", 0)],
        cx + 8,
        y + 2,
        width * 0.72,
        0.16,
    )
    picture.ellipse(cx + 8, y + 2, width * 0.72, width * 0.115, near)


def steam(picture: Picture, cx: float, y: float, height: float = 190) -> None:
    """Two threads of steam that fade upwards."""
    for shift, share in ((-22, 1.0), (20, 0.78)):
        x, h = cx + shift, height * share
        fade = picture.linear([(0, "#ffffff", 0), (0.5, "#ffffff", 0.55), (1, "#ffffff", 0)], 0, y - h, 0, y)
        d = f"M{x} {y}C{x - 34} {y - h * 0.3} {x + 38} {y - h * 0.5} {x - 4} {y - h * 0.72}S{x + 6} {y - h * 0.94} {x + 2} {y - h}"
        picture.path(d, stroke=fade, stroke_width=11, stroke_linecap="round")


def _window(picture: Picture, light: float) -> None:
    fade = picture.linear([(0, "#fffbe9", light), (1, "#fffbe9", 0)], 0, 0, 560, 860)
    for x in (-60, 190):
        picture.behind(f'<path d="M{x} 0h200l330 960h-250z" fill="{fade}" opacity=".55"/>')
