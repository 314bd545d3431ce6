"""What a form shows: its texts, links and pictures, under a policy that lets nothing run."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.hosted.forms import SQLITE, THANKS, WHY, chain, launch
from tests.server.ingest.senders import content
from winback.db.engine import Database
from winback.models import Site
from winback.web.hosted.addresses import on_the_site


def test_its_policy_lets_nothing_run_and_nobody_frame_it(client: FlaskClient, form: str) -> None:
    page = client.get(form)
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
    assert "<script" not in page.text and "style=" not in page.text
    assert page.headers["Cache-Control"] == "private, no-cache", "so that the way back leads to the same page"
    assert client.get("/f/style.css").headers["Content-Type"].startswith("text/css")


def test_it_speaks_the_language_of_the_link_or_of_the_browser(client: FlaskClient, form: str) -> None:
    assert "추천 의향은?" in client.get(f"{form}?lang=ko").text
    assert "추천 의향은?" in client.get(form, headers={"Accept-Language": "ko-KR,en;q=0.5"}).text
    assert '<html lang="en" dir="ltr">' in client.get(form, headers={"Accept-Language": "fr"}).text


def test_it_shows_the_first_arm_that_visitors_get_on_either_database(
    client: FlaskClient, db: Database, shop: Site
) -> None:
    def said(text: str) -> dict[str, Any]:
        return {
            "format": "popup",
            "theme": {},
            "steps": [{"id": "s1", "blocks": [{**WHY, "label": {"en": text}}], "next": None}],
        }

    variants = {"none": said("Nobody"), "second": said("Second"), "first-one": said("First")}
    arms = [{"id": "none", "weight": 0}, {"id": "first-one", "weight": 0.5}, {"id": "second", "weight": 0.5}]
    experiment = {**content()["experiment"], "arms": arms}
    launch(db, shop, "arms", chain(1, 10), experiment=experiment, variants=variants)
    assert "First" in client.get(f"/f/{shop.key}.arms").text


RICH = {
    "id": "note",
    "type": "text",
    "text": {"en": "Read our terms.", "ko": "약관"},
    "rich": {
        "en": [
            "Read ",
            {"link": [{"bold": ["our <terms>"]}], "url": "/terms?a=1&b=2"},
            {"list": [[{"italic": ["{{answer.score|none}}"]}], ["two"]], "ordered": True},
        ]
    },
}
PICTURE = {"id": "jar", "type": "image", "src": "/img/jar.png", "alt": {"en": "A jar"}, "width": 40, "height": 40}
SALE = {"id": "sale", "type": "button", "action": "link", "url": "sale#now", "text": {"en": "The sale"}}
WRITE = {"id": "tel", "type": "button", "action": "link", "url": "mailto:us@shop.example", "text": {"en": "Write"}}


def test_a_text_keeps_its_links_and_lists_and_a_path_is_one_of_the_shop(
    client: FlaskClient, db: Database, shop: Site
) -> None:
    launch(db, shop, "ask", [{"id": "s1", "blocks": [RICH, PICTURE, SALE, WRITE], "next": None}])
    shown = client.get(f"/f/{shop.key}.ask?lang=en").text
    origin = shop.origins[0]
    assert (
        f'<div class="rich">Read <a href="{origin}/terms?a=1&amp;b=2" rel="noreferrer"><strong>our &lt;terms&gt;</strong></a>'
        "<ol><li><em>none</em></li><li>two</li></ol></div>"
    ) in shown
    assert f'src="{origin}/img/jar.png"' in shown
    assert f'<a class="b primary" href="{origin}/sale#now" rel="noreferrer">The sale</a>' in shown
    assert '<a class="b primary" href="mailto:us@shop.example" rel="noreferrer">Write</a>' in shown
    assert "<p>약관</p>" in client.get(f"/f/{shop.key}.ask?lang=ko").text


@pytest.mark.parametrize(
    ("origins", "address"),
    [
        (["https://*.shop.example", "https://shop.example"], "https://shop.example/sale"),
        (["https://*.shop.example"], "/sale"),
        ([], "/sale"),
    ],
    ids=["the first that is one address", "only a pattern", "none"],
)
def test_a_path_is_one_of_the_first_origin(origins: list[str], address: str) -> None:
    assert on_the_site("/sale", origins) == address


@pytest.mark.parametrize("url", ["https://[abc/", "https://exa\N{ACCOUNT OF}mple.com/", "//[abc/"])
def test_an_address_that_is_none_stays_as_it_is(url: str) -> None:
    assert on_the_site(url, ["https://shop.example"]) == url


@SQLITE
def test_a_picture_at_an_edge_is_the_head_of_the_page(client: FlaskClient, db: Database, shop: Site) -> None:
    placed = {**PICTURE, "place": "left", "focus": "top"}
    launch(db, shop, "ask", [{"id": "s1", "blocks": [THANKS, {**PICTURE, "id": "small"}, placed], "next": None}])
    shown = client.get(f"/f/{shop.key}.ask").text
    drawn = re.findall(r'<img(?: class="([^"]*)")? src="https://shop.example/img/jar.png"', shown)
    assert drawn == ["lead left at-top", ""]
    assert shown.index("lead left") < shown.index("<h1>") < shown.rindex("jar.png")
