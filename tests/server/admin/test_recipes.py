"""What an owner pastes: with the site's own address and key, and the same as the owner's guide has for everybody."""

from __future__ import annotations

import html
import textwrap
from pathlib import Path

import pytest

from tests.server.admin.desk import Desk
from winback.models import Site
from winback.web.admin.recipes import recipes

GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "owner.md").read_text()
GENERAL = recipes("https://your.server", "SITEKEY")


@pytest.mark.parametrize("name", ["tag", "wordpress", "woocommerce", "shopify_pixel"])
def test_the_guide_has_the_same_code(name: str) -> None:
    code = getattr(GENERAL, name)
    assert code in GUIDE or textwrap.indent(code, "   ") in GUIDE


def test_the_page_has_the_site_s_own(desk: Desk, shop: Site, settings) -> None:  # type: ignore[no-untyped-def]
    page = html.unescape(desk.get(f"/admin/sites/{shop.id}/install").text)
    own = recipes(settings.url, shop.key, shop.consent_mode)
    for code in (own.tag, own.wordpress, own.woocommerce, own.shopify_pixel, own.scripted):
        assert page.count(code) >= 2, "to read, and to copy"
    assert "SITEKEY" not in page


def test_the_types_of_the_tag_are_there_to_take(desk: Desk) -> None:
    answer = desk.get("/admin/winback.d.ts")
    assert (answer.status_code, answer.headers["Content-Disposition"]) == (200, "attachment; filename=winback.d.ts")
    assert "declare global" in answer.text
