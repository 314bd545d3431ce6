"""A peer's package from npm, at the one version that was looked at, kept in .cache and checked by its hash."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.support.browser import ROOT

KEPT = ROOT / ".cache" / "peers"
NPM = [sys.executable, str(ROOT / "widget" / "hatch_build.py"), "npm"]
IMPATIENT = ["--fetch-retries=1", "--fetch-retry-mintimeout=500", "--fetch-timeout=30000"]


class NotHere(RuntimeError):
    """The package is not kept, and npm did not bring it."""


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    sha512: str

    def fetch(self, folder: Path = KEPT) -> None:
        """Raises NotHere, and ValueError where npm has brought something else than was checked."""
        if not self.file(folder).exists():
            folder.mkdir(parents=True, exist_ok=True)
            self._pack(folder)
        found = base64.b64encode(hashlib.sha512(self.file(folder).read_bytes()).digest()).decode()
        if found != self.sha512:
            raise ValueError(f"{self.file(folder)} is not the {self.name} {self.version} that was checked")

    def _pack(self, folder: Path) -> None:
        wanted = f"{self.name}@{self.version}"
        command = [*NPM, "pack", "--silent", *IMPATIENT, "--pack-destination", str(folder), wanted]
        try:
            subprocess.run(command, capture_output=True, check=True, timeout=300)
        except (subprocess.SubprocessError, OSError):
            raise NotHere(f"npm did not bring {wanted}") from None

    def file(self, folder: Path = KEPT) -> Path:
        return folder / f"{self.name.removeprefix('@').replace('/', '-')}-{self.version}.tgz"

    def text(self, name: str) -> str:
        return _member(self.file(), name)


@cache
def _member(tarball: Path, name: str) -> str:
    with tarfile.open(tarball) as package:
        member = package.extractfile(f"package/{name}")
        if member is None:
            raise FileNotFoundError(f"{name} in {tarball}")
        return member.read().decode()
