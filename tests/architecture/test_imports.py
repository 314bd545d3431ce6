"""Who may import whom is written in pyproject.toml; here it is held, and shown to be able to fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

BREACHES = {
    "reports read, they do not ingest": ("reports/planted.py", "import winback.ingest", "each floor"),
    "a model knows no page": ("models/planted.py", "import winback.web", "each floor"),
    "Flask stays out of the reports": ("reports/planted.py", "import flask", "Flask stays"),
    "Flask stays out of ingest, through any of its names": (
        "ingest/planted.py",
        "from werkzeug.wrappers import Request",
        "Flask stays",
    ),
    "marshmallow stays out of the pages": ("web/admin/planted.py", "import marshmallow", "marshmallow stays"),
    "the rule language asks no database": ("rules/planted.py", "import sqlalchemy", "are pure"),
    "a new module must find its floor": ("planted.py", "", "each floor"),
}


def test_every_import_is_allowed(tmp_path: Path) -> None:
    checked = lint_imports(ROOT)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize(("file", "line", "contract"), BREACHES.values(), ids=BREACHES.keys())
def test_a_breach_is_found(tmp_path: Path, file: str, line: str, contract: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "server", tmp_path / "server", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "server" / "winback" / file).write_text(f"{line}\n")
    checked = lint_imports(tmp_path)
    assert checked.returncode != 0
    assert contract in checked.stdout
    assert "planted" in checked.stdout


def lint_imports(checkout: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    env = {**os.environ, "PYTHONPATH": str(checkout / "server"), "COLUMNS": "200"}
    return subprocess.run(
        [program, "--no-cache", "--no-logo"], cwd=checkout, env=env, capture_output=True, text=True, check=False
    )
