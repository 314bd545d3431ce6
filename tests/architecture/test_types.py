"""The types that pages compile against name every call and event of the tag, and nothing else."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WIDGET = ROOT / "widget"
TYPES = (WIDGET / "types" / "index.d.ts").read_text()


def source(name: str) -> str:
    return (WIDGET / "src" / name).read_text()


def keys_of(table: str) -> set[str]:
    """The names at the first level of an object's literal."""
    return set(re.findall(r"^(?:  |    )(\w+)(?::|\(\) \{|,$)", table, re.MULTILINE))


def test_every_call_has_its_types() -> None:
    (page,) = re.findall(r"const METHODS.*?= \{\n(.*?)\n\};", source("api.ts"), re.DOTALL)
    (engine,) = re.findall(r"const methods.*?= \{\n(.*?)\n  \};", source("director.ts"), re.DOTALL)
    prompt = set(re.findall(r"methods\.(\w+) =", source("prompt.ts")))
    assert set(re.findall(r'method: "(\w+)"', TYPES)) == keys_of(page) | keys_of(engine) | prompt


def test_every_event_has_its_types() -> None:
    sources = [
        path
        for path in (WIDGET / "src").rglob("*.ts")
        if not {"toolbar", "editor"} & set(path.relative_to(WIDGET).parts)
    ]
    said = {name for path in sources for name in re.findall(r'\bsay\("(\w+)"', path.read_text())}
    (events,) = re.findall(r"interface WinbackEvents \{\n(.*?)\n\}", TYPES, re.DOTALL)
    assert said
    assert said == set(re.findall(r"^  (\w+): \{", events, re.MULTILINE))


def test_they_have_the_product_s_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert json.loads((WIDGET / "types" / "package.json").read_text())["version"] == version
