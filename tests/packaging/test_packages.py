"""What `pip install` brings: the wheel carries the built script and the admin, and nothing that git ignores."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
JUNK = ("server/winback/customers.sqlite3", "admin/static/.DS_Store", "admin/templates/.env", "widget/.cache/left.txt")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that git knows, the built ones, and some that must never leave a developer's machine."""
    copy = tmp_path_factory.mktemp("checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, copy / name)
    for built in ("widget/dist", "admin/static/vendor"):
        shutil.copytree(ROOT / built, copy / built)
    for junk in JUNK:
        (copy / junk).parent.mkdir(parents=True, exist_ok=True)
        (copy / junk).write_text("not for anybody else")
    return copy


@pytest.fixture(scope="module")
def sdist(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("--sdist", checkout, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("--wheel", checkout, tmp_path_factory.mktemp("wheel"))


def build(kind: str, source: Path, target: Path) -> Path:
    """With the tools of this environment, and with no Node to be found."""
    env = without_node(target)
    command = ["uv", "build", kind, "--quiet", "--offline", "--no-build-isolation", "--python", sys.executable]
    subprocess.run([*command, "--out-dir", target, source], env=env, check=True)
    (package,) = (path for path in target.iterdir() if path.suffix in (".whl", ".gz"))
    return package


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as opened:
        return set(opened.namelist())


def test_the_wheel_carries_the_script_and_the_admin(wheel: Path) -> None:
    names = names_in(wheel)
    for folder, shipped in (
        ("widget/dist", "widget"),
        ("admin/templates", "admin/templates"),
        ("admin/static", "admin/static"),
    ):
        files = {path.relative_to(ROOT / folder) for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert files
        assert {f"winback/_assets/{shipped}/{file.as_posix()}" for file in files if file.name[0] != "."} <= names


def test_the_wheel_carries_every_module_and_migration(wheel: Path) -> None:
    modules = {path.relative_to(ROOT / "server").as_posix() for path in (ROOT / "server" / "winback").rglob("*.py")}
    assert modules <= names_in(wheel)


def test_every_translation_is_compiled(wheel: Path) -> None:
    names = names_in(wheel)
    sources = [name for name in names if name.endswith(".po")]
    assert {source.replace(".po", ".mo") for source in sources} <= names


def test_nothing_that_git_ignores_leaves_the_machine(wheel: Path, sdist: Path) -> None:
    with tarfile.open(sdist) as opened:
        names = names_in(wheel) | set(opened.getnames())
    leaked = {name for name in names if any(name.endswith(Path(junk).name) for junk in JUNK)}
    leaked |= {name for name in names if {"node_modules", "__pycache__", ".venv", ".git"} & set(name.split("/"))}
    assert not leaked


def test_an_sdist_builds_the_same_wheel_without_node(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    again = build("--wheel", sdist, tmp_path)
    assert names_in(again) == names_in(wheel)


def test_an_installed_wheel_runs_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        opened.extractall(tmp_path / "installed")
    program = "from winback import assets, cli; print(assets.folder('admin')); assets.widget_file('loader.js'); cli.main(['--version'])"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "installed")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith(str(tmp_path / "installed"))
    assert "winback, version" in ran.stdout


@pytest.mark.slow
def test_a_build_from_git_makes_the_script_itself(checkout: Path, tmp_path: Path) -> None:
    """As `pip install git+…` does where there is no Node: nothing is built yet, and the build brings its own tools."""
    unbuilt = shutil.ignore_patterns("dist", "vendor", "node_modules")
    source = shutil.copytree(checkout, tmp_path / "source", ignore=unbuilt)
    subprocess.run(["uv", "build", "--wheel", "--out-dir", tmp_path, source], check=True, env=without_node(tmp_path))
    (wheel,) = tmp_path.glob("*.whl")
    assert {"winback/_assets/widget/loader.js", "winback/_assets/admin/static/vendor/htmx.min.js"} <= names_in(wheel)


def without_node(folder: Path) -> dict[str, str]:
    """This environment's tools and a shell, and nothing else of the machine's."""
    (folder / "bin").mkdir()
    (folder / "bin" / "sh").symlink_to("/bin/sh")
    return {**os.environ, "PATH": os.pathsep.join([str(Path(sys.executable).parent), str(folder / "bin")])}
