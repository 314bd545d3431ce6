"""What a page of its own wears: the message's colours, light and dark, its typeface and box, the site's logo and name."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.hosted.forms import NPS, SQLITE, THANKS, launch, send
from winback.assets import content_hash
from winback.db.engine import Database
from winback.models import Site
from winback.targeting.contrast import ENOUGH, contrast
from winback.targeting.looks import LOOKS
from winback.targeting.shades import Paint, in_the_dark, paints
from winback.web.hosted.look import FONTS, colours, look_of

FONTS_TS = "widget/src/message/fonts.ts"
LOGO = {"src": "/logo.svg", "dark": "https://cdn.example/dark logo.svg", "width": 120, "height": 30, "alt": ""}


def wear(db: Database, shop: Site, theme: dict[str, Any], **kit: Any) -> str:
    steps = [{"id": "s1", "blocks": [NPS], "next": None}]
    variant = {"format": "popup", "theme": theme, "steps": steps}
    launch(db, shop, "worn", steps, variants={"a": variant, "b": variant})
    with db.writing() as session:
        site = session.get_one(Site, shop.id)
        site.look = kit
        site.touch()
    return f"/f/{shop.key}.worn"


def sheet(text: str) -> str:
    found = re.search("<style>(.*?)</style>", text)
    assert found, text
    return found[1]


@SQLITE
def test_it_wears_the_messages_colours_under_a_policy_that_knows_them_by_their_hash(
    client: FlaskClient, db: Database, shop: Site
) -> None:
    form = wear(db, shop, {"kit": True, "radius": 3}, **LOOKS["forest"], shadow="none", border=2)
    page = client.get(form)
    worn = sheet(page.text)
    for said in ("--accent:#17694c", "--bg:#f7faf7", "--r:3px", "--shadow:none", "--border:2px", "color-scheme:light"):
        assert said in worn, said
    assert "prefers-color-scheme" not in worn
    digest = base64.b64encode(hashlib.sha256(worn.encode()).digest()).decode()
    assert f"style-src 'self' 'sha256-{digest}';" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert '<meta name="theme-color" content="#f7faf7">' in page.text
    assert '<p class="name">The shop</p>' in page.text
    assert "<title>How likely? · The shop</title>" in page.text
    done = send(client, form, page, score="9")
    assert "Thank you." in done.text and sheet(done.text) == worn
    assert '<a href="https://shop.example/" rel="noreferrer">shop.example</a>' in done.text
    gone = client.get(f"{form}?t=forged")
    assert gone.status_code == 404 and sheet(gone.text) == worn
    ended = client.get(f"/f/{shop.key}.ended")
    assert ended.status_code == 404 and "--accent:#17694c" in ended.text, "the link of a campaign that is over"
    assert "The shop" not in client.get("/f/wb_nobody.ask").text


@SQLITE
def test_light_and_dark_as_the_device_has_it_with_a_logo_for_each(
    client: FlaskClient, db: Database, shop: Site
) -> None:
    dark = {"accent": "#ffd54f", "background": "#101418", "text": "#f0f0f0"}
    theme = {**LOOKS["berry"], "scheme": "auto", "dark": dark, "logo": LOGO}
    page = client.get(wear(db, shop, theme))
    worn = sheet(page.text)
    light, _, night = worn.partition("@media (prefers-color-scheme: dark)")
    assert "--bg:#fff7fb" in light and "--bg:#101418" in night and "--on:#000000" in night
    assert (
        '<source media="(prefers-color-scheme: dark)" srcset="https://cdn.example/dark%20logo.svg">'
        '<img class="logo" src="https://shop.example/logo.svg" alt="The shop" width="120" height="30">'
    ) in page.text
    assert '<meta name="theme-color" content="#101418" media="(prefers-color-scheme: dark)">' in page.text
    assert '<p class="name">' not in page.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_of_one_scheme_has_the_logo_of_that(scheme: str) -> None:
    look = look_of({"scheme": scheme, "logo": LOGO})
    assert look.logo and look.logo["src"] == (LOGO["dark"] if scheme == "dark" else LOGO["src"])
    assert look.dark_logo is None


def test_whoever_has_chosen_nothing_gets_a_page_as_the_device_has_it() -> None:
    assert list(look_of({}).grounds) == ["(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"]
    assert list(look_of({"background": "#ffffff", "text": "#111111"}).grounds) == [""]


WORST = [
    *LOOKS.values(),
    {},
    {"accent": "#ffff00", "background": "#ffffff", "text": "#767676"},
    {"accent": "#ffffff", "background": "#ffffff", "text": "#000000"},
    {"accent": "#000000", "background": "#7a7a7a", "text": "#000000", "scheme": "light"},
    {"accent": "#ff0000", "background": "#000000", "text": "#ffffff", "scheme": "dark"},
]


@pytest.mark.parametrize("theme", WORST, ids=lambda theme: theme.get("accent", "none") + theme.get("scheme", ""))
def test_whatever_can_be_read_in_the_box_can_be_read_around_it(theme: dict[str, Any]) -> None:
    for paint in [*paints(theme), in_the_dark(theme)]:
        readable(paint)


def readable(paint: Paint) -> None:
    worn = colours(paint)
    for ink in ("fg", "soft"):
        for ground in ("bg", "page"):
            assert (contrast(worn[ink], worn[ground]) or 0) >= ENOUGH, (paint, ink, ground)
    assert (contrast(worn["ink"], worn["page"]) or 0) >= ENOUGH, "a link below the box"
    assert (contrast(worn["on"], worn["accent"]) or 0) >= ENOUGH


def test_a_shop_without_tls_has_its_pictures_too() -> None:
    look = look_of({})
    assert "img-src 'self' https: http://shop.test:8080;" in look.policy(["https://a.example", "http://shop.test:8080"])
    assert "img-src 'self' https:;" in look.policy(["https://a.example"])


def test_its_typefaces_are_those_of_messages(request: pytest.FixtureRequest) -> None:
    source = (request.config.rootpath / FONTS_TS).read_text()
    assert dict(re.findall(r"^  (\w+): ['\"](.*)['\"],$", source, re.MULTILINE)) == FONTS


@SQLITE
def test_its_sheet_is_called_by_what_is_in_it(client: FlaskClient, db: Database, shop: Site) -> None:
    page = client.get(wear(db, shop, {}))
    found = re.search(r'href="(style.css\?v=[^"]+)"', page.text)
    assert found
    answer = client.get(f"/f/{html.unescape(found[1])}")
    assert found[1] == f"style.css?v={content_hash(answer.data)}"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    packed = client.get("/f/style.css", headers={"Accept-Encoding": "gzip, br;q=0"})
    assert packed.headers["Content-Encoding"] == "gzip" and gzip.decompress(packed.data) == answer.data
    assert len(packed.data) < 4000
    assert client.get("/f/style.css?v=other").headers["Cache-Control"] == "max-age=3600"


@SQLITE
def test_a_name_is_text_and_nothing_else(client: FlaskClient, db: Database, shop: Site) -> None:
    form = wear(db, shop, {})
    with db.writing() as session:
        site = session.get_one(Site, shop.id)
        site.name = '<b>O\'Neill & "Co"</b>{{answer.score}}'
        site.touch()
    shown = client.get(form).text
    assert "&lt;b&gt;O&#39;Neill &amp; &#34;Co&#34;&lt;/b&gt;{{answer.score}}" in shown and "<b>O" not in shown


@SQLITE
def test_the_end_of_a_form_leads_to_the_shop_and_the_form_itself_nowhere(
    client: FlaskClient, db: Database, shop: Site
) -> None:
    steps = [{"id": "s1", "blocks": [NPS], "next": "s2"}, {"id": "s2", "blocks": [THANKS], "next": None}]
    launch(db, shop, "ends", steps)
    form = f"/f/{shop.key}.ends"
    page = client.get(form)
    assert "<footer>" not in page.text
    assert "<footer>" in send(client, form, page, score="9").text
