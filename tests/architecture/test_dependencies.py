"""What `pip install winback` brings is what the code imports: no more, and no less."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

# Imported by name, and promised by the package that brings them.
COMES_WITH = {
    "werkzeug": "flask",
    "jinja2": "flask",
    "markupsafe": "flask",
    "babel": "flask-babel",
    "apispec": "flask-smorest",
} | {"webargs": "flask-smorest"}
# SQLAlchemy imports psycopg when the database's URL says so; zoneinfo reads tzdata where the machine has no zones.
NEVER_NAMED = {"psycopg", "tzdata"}


def normal(name: str) -> str:
    return re.split(r"[\[<>=~!; ]", name)[0].lower().replace("_", "-")


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {normal(dependency) for dependency in project["dependencies"]}


def optional() -> set[str]:
    """What an extra brings: imported where a setting asks for it, and missed by name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {normal(dependency) for extra in project["optional-dependencies"].values() for dependency in extra}


def imported() -> set[str]:
    """The distributions that the package's modules import, anywhere in them."""
    owners = packages_distributions()
    modules = {name for path in (ROOT / "server").rglob("*.py") for name in top_level_imports(path)}
    outside = modules - set(sys.stdlib_module_names) - {"winback"}
    distributions = {normal(owners[module][0]) for module in outside}
    return {COMES_WITH.get(name, name) for name in distributions}


def top_level_imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.partition(".")[0])
    return names


def test_every_import_is_a_declared_dependency() -> None:
    assert imported() - declared() - optional() == set()


def test_every_declared_dependency_is_imported() -> None:
    assert (declared() | optional()) - imported() - NEVER_NAMED == set()
