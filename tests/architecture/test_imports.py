"""Who may import whom is written in pyproject.toml; here it is held, and shown to be able to fail."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A file that is added, its one line, and what the check must say of it.
BREACHES = {
    "reports read, they do not ingest": (
        "reports/planted.py",
        "import winback.ingest",
        "winback.reports.planted -> winback.ingest",
    ),
    "a model knows no page": ("models/planted.py", "import winback.web", "winback.models.planted -> winback.web"),
    "Flask stays out of the reports": ("reports/with_flask.py", "import flask", "winback.reports.with_flask -> flask"),
    "Flask stays out of ingest, through any of its names": (
        "ingest/planted.py",
        "from werkzeug.wrappers import Request",
        "winback.ingest.planted -> werkzeug",
    ),
    "marshmallow stays out of the pages": (
        "web/admin/planted.py",
        "import marshmallow",
        "winback.web.admin.planted -> marshmallow",
    ),
    "the rule language asks no database": (
        "rules/planted.py",
        "import sqlalchemy",
        "winback.rules.planted -> sqlalchemy",
    ),
}


def test_every_import_is_allowed() -> None:
    checked = lint_imports(ROOT)
    assert checked.returncode == 0, checked.stdout


@pytest.fixture(scope="module")
def said_of_the_breaches(tmp_path_factory: pytest.TempPathFactory) -> str:
    checkout = copied(tmp_path_factory.mktemp("breaches"))
    for file, line, _ in BREACHES.values():
        (checkout / "server" / "winback" / file).write_text(f"{line}\n")
    checked = lint_imports(checkout)
    assert checked.returncode != 0
    return checked.stdout


@pytest.mark.parametrize("finding", [breach[2] for breach in BREACHES.values()], ids=BREACHES.keys())
def test_a_breach_is_found(said_of_the_breaches: str, finding: str) -> None:
    assert finding in said_of_the_breaches


def test_a_new_module_must_find_its_floor(tmp_path: Path) -> None:
    checkout = copied(tmp_path)
    (checkout / "server" / "winback" / "newcomer.py").write_text("")
    assert "newcomer" in lint_imports(checkout).stdout


def copied(target: Path) -> Path:
    shutil.copy(ROOT / "pyproject.toml", target)
    shutil.copytree(ROOT / "server", target / "server", ignore=shutil.ignore_patterns("__pycache__"))
    return target


def lint_imports(checkout: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    env = {**os.environ, "PYTHONPATH": str(checkout / "server"), "COLUMNS": "200"}
    return subprocess.run(
        [program, "--no-cache", "--no-logo"], cwd=checkout, env=env, capture_output=True, text=True, check=False
    )
