"""The page inside the preview's frame: the visitors' own renderer, over a page that stands for the shop's."""

from typing import Any

from flask import render_template

from ... import assets
from ...models import Site
from .blueprint import pages


@pages.get("/preview")
def show_preview() -> str:
    module = f"/w/c/{assets.content_hash(assets.widget_file('preview.js'))}.js"
    return render_template("preview/preview.html", module=module)


def sample(kind: str, site: Site) -> dict[str, Any]:
    """What the preview has to know of a campaign besides the variant that it shows."""
    consent = {"purposes": site.purposes, "controller": site.controller, "policy_url": site.policy_url}
    return {"kind": kind, "consent": consent}
