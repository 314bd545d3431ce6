"""The admin's own files. Their address names the state of all of them, so that browsers may keep them for ever."""

import hashlib
from functools import cache

from flask import Response, send_from_directory, url_for

from ... import assets
from .blueprint import pages

_FOR_EVER = "public, max-age=31536000, immutable"


@pages.get("/static/<version>/<path:name>")
def static_file(version: str, name: str) -> Response:
    response = send_from_directory(assets.folder("admin") / "static", name, conditional=True)
    response.headers["Cache-Control"] = _FOR_EVER if version == state() else "no-cache"
    return response


def asset(name: str) -> str:
    """The address of a file in admin/static. Modules that it imports by a relative path have the same state in theirs."""
    return url_for("admin.static_file", version=state(), name=name)


def built(name: str) -> str:
    """The address of a script that the build has made for the admin out of `widget/src/editor`."""
    return assets.chunk_path(assets.widget_file(f"{name}.js"))


@cache
def state() -> str:
    """A hash over all files, computed once: an upgrade restarts the process."""
    folder = assets.folder("admin") / "static"
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
