"""What may be in the repository at all."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

TOP_LEVEL = {"server", "widget", "admin", "tests", "docs", "pyproject.toml", "requirements-dev.txt", "README.md"} | {
    "Makefile",
    "CHANGELOG.md",
    "LICENSE",
    "Dockerfile",
    "compose.yaml",
}

# Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "a place where packages are downloaded": "|".join(
        [
            "registry[.]npm" + "js",
            "files[.]python" + "hosted",
            "pypi" + r"[.]org",
            r"https?://\S+[.](whl|tgz|tar[.]gz)\b",
        ]
    ),
    "a folder of somebody's machine": r"(?<![\w.{}\"'])/("
    + "|".join(["wo" + "rk", "ro" + "ot", "ho" + r"me/\w+"])
    + ")/",
    "a lock file's download address": r'"resol' + 'ved":|--index-' + "url|--extra-" + "index",
}
TEXT = {
    ".py",
    ".ts",
    ".mjs",
    ".js",
    ".json",
    ".toml",
    ".txt",
    ".md",
    ".html",
    ".css",
    ".yaml",
    ".yml",
    ".po",
    ".cfg",
    "",
}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def found_in(text: str) -> list[str]:
    return [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)]


def test_the_top_level_holds_only_what_a_newcomer_expects() -> None:
    names = {path.relative_to(ROOT).parts[0] for path in tracked()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_no_file_names_a_download_address_or_a_machine() -> None:
    texts = [path for path in tracked() if path.suffix in TEXT]
    found = {str(path.relative_to(ROOT)): what for path in texts if (what := found_in(path.read_text()))}
    assert not found


@pytest.mark.parametrize(
    "planted",
    [
        '"resol' + 'ved": "somewhere"',
        "see https:" + "//files.example/winback-1.0-py3-none-any.whl",
        "cd /ro" + "ot/winback",
        "DATA = /ho" + "me/alice/shop",
    ],
)
def test_a_planted_address_is_found(planted: str) -> None:
    assert found_in(planted)


def test_nothing_that_is_built_is_committed() -> None:
    built = [path for path in tracked() if {"node_modules", "dist", "vendor"} & set(path.parts) or path.suffix == ".mo"]
    assert not built


def test_every_dependency_is_pinned_with_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    names = {re.split(r"[\[<>=~!; ]", wish)[0].lower().replace("_", "-") for wish in wanted}
    pins = (ROOT / "requirements-dev.txt").read_text()
    pinned = set(
        re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==\S+(?: ;[^\\\n]*)? \\\n    --hash=sha256:", pins, re.MULTILINE)
    )
    assert names - pinned == set(), "run `make lock`"
