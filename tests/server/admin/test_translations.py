"""Everything that the admin says, it says in Korean too."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[3]
TRANSLATIONS = ROOT / "admin" / "translations"
# What marks a text: gettext's own names, the launch gate's, and those of the catalogue of facts.
KEYWORDS = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "Problem": (2,),
    "said": None,
    "Fact": (3,),
    "Family": (3,),
    "_remembered": (3,),
    "problem_at": (2,),
}


def said() -> set[str]:
    with (TRANSLATIONS / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=lambda path: not path.startswith("."))
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


@pytest.fixture(scope="module")
def korean() -> dict[str, Message]:
    with (TRANSLATIONS / "ko" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {m.id if isinstance(m.id, str) else m.id[0]: m for m in read_po(file) if m.id}


def test_nothing_is_left_untranslated_and_nothing_is_left_over(korean: dict[str, Message]) -> None:
    translated = {key for key, message in korean.items() if message.string and all(message.string)}
    assert said() - translated == set()
    assert set(korean) - said() == set()


def test_a_translation_has_the_places_of_its_original(korean: dict[str, Message]) -> None:
    for key, message in korean.items():
        words = message.string if isinstance(message.string, str) else message.string[0]
        assert places(words) == places(key), key


def places(text: str) -> set[str | None]:
    named = set(re.findall(r"%\((\w+)\)s", text))
    return named | ({name for _, name, _, _ in Formatter().parse(text) if name} if "%(" not in text else set())
