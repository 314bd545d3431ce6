"""The colours that a message is painted in: the same on the server and in the browser, and all of them can be read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widget.languages.asking import Ask
from tests.widget.languages.batches import BATCHES, Batch, batches
from winback.targeting.contrast import ENOUGH, contrast
from winback.targeting.looks import LOOKS
from winback.targeting.shades import DARK, LIGHT, SEEN, Paint, over_picture, paints, shades, veil

SHEETS = Path(__file__).resolve().parents[3] / "widget" / "src" / "message"
GREYS = {"background": "#ffffff", "text": "#767676"}

# What a theme makes of the sheet's mixtures, on light screens and then on dark ones.
MADE: dict[str, tuple[dict[str, Any], list[dict[str, str]]]] = {
    "the sheet's own colours are read as they are": ({}, [{}]),
    "and in the dark": ({"scheme": "dark"}, [{}]),
    "a text that is just dark enough is mixed with next to nothing": (
        GREYS,
        [{"tint": "#fefefe", "soft": "#767676", "edge": "#949494"}],
    ),
    "a pale accent is no colour of a link": ({"accent": "#ffd54f"}, [{"ink": "#887537"}]),
    "a white button on white gets an edge": ({"accent": "#ffffff"}, [{"ink": "#737577", "rim": "#88898b"}]),
    "a dim accent in the dark": ({"accent": "#1d5038", "scheme": "dark"}, [{"ink": "#6b8c7e"}]),
    "one that follows the screen is mended where it has to be": (
        {**GREYS, "scheme": "auto"},
        [{"tint": "#fefefe", "soft": "#767676", "edge": "#949494"}, {}],
    ),
    "a background without a text is left out": ({"background": "#777777"}, [{}]),
    "the colour of mistakes on a dark card": (
        {"background": "#101010", "text": "#ffffff"},
        [{"bad": "#c75a52"}],
    ),
}


@pytest.mark.parametrize(("theme", "made"), MADE.values(), ids=MADE)
def test_colours_are_mended_by_the_server(theme: dict[str, Any], made: list[dict[str, str]]) -> None:
    assert [shades(paint) for paint in paints(theme)] == made


def test_and_by_the_browser(ask: Ask) -> None:
    assert [[made for _, made in said] for said in ask("shades", [theme for theme, _ in MADE.values()])] == [
        made for _, made in MADE.values()
    ]


VEILS: dict[str, tuple[dict[str, Any], list[int]]] = {
    "black on white": ({"background": "#ffffff", "text": "#000000"}, [46]),
    "white on black": ({"background": "#000000", "text": "#ffffff"}, [54]),
    "one that follows the screen has two": ({**LOOKS["paper"], "scheme": "auto"}, [52, 65]),
    "a text that is hardly read on its own background": (GREYS, [100]),
    "one that is not": ({"background": "#808080", "text": "#7f7f7f"}, [100]),
}


@pytest.mark.parametrize(("theme", "share"), VEILS.values(), ids=VEILS)
def test_a_picture_behind_words_is_veiled_as_much_as_they_need(theme: dict[str, Any], share: list[int]) -> None:
    assert [veil(paint) for paint in paints(theme)] == share


def test_and_as_much_by_the_browser(ask: Ask) -> None:
    themes = [*[theme for theme, _ in VEILS.values()], *LOOKS.values()]
    expected = [[[veil(paint), pytest.approx(over_picture(paint, 50))] for paint in paints(theme)] for theme in themes]
    assert ask("veils", themes) == expected


@given(st.data())
def test_over_its_veil_the_text_is_read_on_every_pixel(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(LOOKS)))
    (paint,) = paints(LOOKS[name])
    pixel, share = data.draw(st.from_regex("#[0-9a-f]{6}", fullmatch=True)), veil(paint)
    parts = [
        round((int(paint.background[at : at + 2], 16) * share + int(pixel[at : at + 2], 16) * (100 - share)) / 100)
        for at in (1, 3, 5)
    ]
    assert (contrast(paint.text, "#" + "".join(f"{part:02x}" for part in parts)) or 0) >= ENOUGH - 0.05


@pytest.mark.parametrize("name", LOOKS)
def test_a_look_of_ours_needs_no_mending(name: str) -> None:
    assert [shades(paint) for paint in paints(LOOKS[name])] == [{}]


colour = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
themes = st.fixed_dictionaries(
    {}, optional={"accent": colour, "background": colour, "text": colour, "scheme": st.sampled_from(["auto", "dark"])}
)


@given(batch=batches(themes))
@BATCHES
def test_the_two_agree_and_whatever_is_mixed_of_a_readable_text_can_be_read(ask: Ask, batch: Batch) -> None:
    for theme, said in zip(batch, ask("shades", batch), strict=True):
        assert said == [[paint._asdict(), shades(paint)] for paint in paints(theme)], theme
        for paint in paints(theme):
            if ratio(paint.text, paint.background) >= ENOUGH:
                assert unread(paint) == {}, theme


def unread(paint: Paint) -> dict[str, float]:
    """What is hard to read of it, as the sheet and its mending paint it."""
    made = {**mixed(paint), **shades(paint)}
    texts = [(made[name], on) for name in ("soft", "ink", "bad") for on in (paint.background,)]
    texts += [(made["soft"], made["tint"]), (paint.text, made["tint"])]
    found = {f"{one} on {on}": ratio(one, on) for one, on in texts if ratio(one, on) < ENOUGH}
    seen = {"edge": made["edge"], "mark": made["ink"], "rim": made.get("rim", paint.text)}
    return found | {name: said for name, one in seen.items() if (said := ratio(one, paint.background)) < SEEN}


def mixed(paint: Paint) -> dict[str, str]:
    """As the style sheet mixes them."""
    shares = {"soft": ("background", 72), "tint": ("background", 5), "edge": ("background", 52), "ink": ("accent", 30)}
    return {"bad": paint.bad} | {
        name: "#" + "".join(f"{(a * share + b * (100 - share) + 50) // 100:02x}" for a, b in pairs)
        for name, (other, share) in shares.items()
        for pairs in [list(zip(bytes.fromhex(paint.text[1:]), bytes.fromhex(getattr(paint, other)[1:]), strict=True))]
    }


def ratio(one: str, other: str) -> float:
    return contrast(one, other) or 1


def test_the_sheets_mix_and_paint_as_it_is_computed() -> None:
    light, dark = ((SHEETS / name).read_text() for name in ("message.css", "dark.css"))
    said = {name: (other, int(share)) for name, other, share in re.findall(MIXED, light)}
    assert said == {"soft": ("bg", 72), "tint": ("bg", 5), "edge": ("bg", 52), "line": ("bg", 16)}
    assert "--ink: color-mix(in srgb, var(--accent), var(--fg) 30%)" in light
    wide = re.sub(r"#(\w)(\w)(\w)\b", r"#\1\1\2\2\3\3", light)
    assert all(f"--{name}: {colour};" in wide for name, colour in own(LIGHT).items())
    assert all(
        f"--{name}: {colour};" in dark for name, colour in {**own(DARK), "bad": DARK.bad}.items() if name != "accent"
    )
    assert f"--bad: {LIGHT.bad};" in (SHEETS / "answers.css").read_text()


MIXED = r"--(\w+): color-mix\(in srgb, var\(--fg\) (?=\d+%, var\(--(\w+)\))(\d+)%"


def own(paint: Paint) -> dict[str, str]:
    return {"bg": paint.background, "fg": paint.text, "accent": paint.accent}
