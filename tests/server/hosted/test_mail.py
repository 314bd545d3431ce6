"""A row of scores for a mail: what stands in it, for the API and at the admin, and that its links open what they say."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.server.admin.desk import sit_down
from tests.server.hosted.forms import NPS, SQLITE, THANKS, WHY, launch, send
from tests.server.ingest.senders import count, rows
from tests.support.cast import Person
from winback.db.engine import Database
from winback.models import Answer, Campaign, Event, Site
from winback.targeting.looks import LOOKS

pytestmark = SQLITE

ASKED = {
    **NPS,
    "label": {"en": 'How <likely> are "you"?', "ko": "추천 의향은?", "ar": "ما مدى احتمال أن توصي بنا؟"},
    "low": {"en": "Not at all", "ko": "전혀"},
    "high": {"en": "Very", "ko": "매우"},
}


def mailed(db: Database, shop: Site, question: dict[str, Any] = ASKED, **parts: Any) -> str:
    steps = [{"id": "s1", "blocks": [question], "next": "s2"}, {"id": "s2", "blocks": [WHY], "next": None}]
    variant = {"format": "popup", "theme": parts.pop("theme", LOOKS["berry"]), "steps": steps}
    launch(db, shop, "ask", steps, variants={"a": variant, "b": variant}, languages=["en", "ko", "ar"], **parts)
    return f"/api/v1/sites/{shop.id}/campaigns/ask/mail"


def links_in(row: str) -> list[str]:
    return [html.unescape(link) for link in re.findall(r'<a href="([^"]*)"', row)]


def test_each_score_is_a_link_that_opens_the_form_with_it_chosen_and_casts_nothing(
    client: FlaskClient, db: Database, shop: Site, alice: Person
) -> None:
    made = alice.api.get(mailed(db, shop)).json
    assert made and (made["question"], made["language"]) == ('How <likely> are "you"?', "en")
    links = links_in(made["html"])
    assert len(links) == 11
    for score, link in enumerate(links):
        path = link.partition("/f/")[2]
        assert re.search(rf'value="{score}"[^>]* checked', client.get(f"/f/{path}").text), link
    assert count(db, Event) == 0
    path = links[7].partition("/f/")[2]
    send(client, f"/f/{path}", client.get(f"/f/{path}"), score="7")
    assert [answer.value for answer in rows(db, Answer)] == [7]


def test_it_brings_its_looks_with_it_and_nothing_that_a_mail_drops(db: Database, shop: Site, alice: Person) -> None:
    row = alice.api.get(mailed(db, shop)).json["html"]  # type: ignore[index]
    assert "How &lt;likely&gt; are &#34;you&#34;?" in row
    assert 'bgcolor="#fff7fb"' in row and "border-radius:24px" in row
    tags = set(re.findall(r"<(\w+)", row))
    assert tags == {"table", "tr", "td", "p", "a"}
    assert not re.search(r"class=|var\(|color-mix|flex|grid|<style|<script|url\(", row)
    assert row.count('role="presentation"') == row.count("<table") == 3
    assert len(row.encode()) < 10_000, "Gmail cuts a mail off at 102 kB"


def test_its_plain_text_says_the_same(db: Database, shop: Site, alice: Person) -> None:
    said = alice.api.get(mailed(db, shop), query_string={"language": "ko"}).json["text"].splitlines()  # type: ignore[index]
    assert said[0] == "추천 의향은?" and len(said) == 13
    assert said[2].startswith("0 (전혀): http") and said[12].startswith("10 (매우): http")
    assert said[7].endswith("?score=5&lang=ko")


def test_where_one_reads_from_right_to_left_the_row_does_so(db: Database, shop: Site, alice: Person) -> None:
    row = alice.api.get(mailed(db, shop), query_string={"language": "ar"}).json["html"]  # type: ignore[index]
    assert 'lang="ar" dir="rtl"' in row and row.index('align="right"') < row.index('align="left"')


@pytest.mark.parametrize(
    ("kind", "more", "scores"),
    [("csat", {}, range(1, 6)), ("ces", {}, range(1, 8)), ("stars", {"max": 3}, range(1, 4))],
)
def test_other_scores_have_their_own_rows(
    db: Database, shop: Site, alice: Person, kind: str, more: dict[str, Any], scores: range
) -> None:
    made = alice.api.get(mailed(db, shop, {**ASKED, "type": kind, **more})).json
    assert made and [int(re.findall(r"score=(\d+)", link)[0]) for link in links_in(made["html"])] == list(scores)
    assert ("★★☆: http" in made["text"]) is (kind == "stars")
    assert f'aria-label="2 / {max(scores)}"' in made["html"]


def test_a_tag_stands_as_it_is_for_the_recipients_token(
    client: FlaskClient, db: Database, shop: Site, alice: Person
) -> None:
    at = mailed(db, shop)
    row = alice.api.get(at, query_string={"merge_tag": "{{ person|lookup:'winback' }}"}).json["html"]  # type: ignore[index]
    assert "?t={{ person|lookup:'winback' }}&amp;score=10&amp;lang=en\"" in row
    made = alice.api.post(at.replace("/mail", "/links"), json={"recipients": ["ann"]}).json
    (link,) = made["links"]  # type: ignore[index]
    assert link["url"].endswith(f"?t={link['token']}")
    sent = [each.replace("{{ person|lookup:'winback' }}", link["token"]) for each in links_in(row)]
    for each in (sent[2], sent[9]):
        path = each.partition("/f/")[2]
        send(client, f"/f/{path}", client.get(f"/f/{path}"), score=re.findall(r"score=(\d+)", each)[0])
    assert len({event.exposure for event in rows(db, Event, Event.name == "answer")}) == 1, "one recipient, one set"


@pytest.mark.parametrize(
    "query",
    [
        {"merge_tag": 'x" onmouseover="y'},
        {"merge_tag": "<b>"},
        {"merge_tag": "a&b"},
        {"merge_tag": "a\nb"},
        {"merge_tag": "x" * 81},
        {"language": "fr"},
        {"language": "<en>"},
    ],
    ids=["a quote", "markup", "another parameter", "two lines", "long", "none of its languages", "no language"],
)
def test_what_would_spoil_the_row_is_refused(db: Database, shop: Site, alice: Person, query: dict[str, str]) -> None:
    assert alice.api.get(mailed(db, shop), query_string=query).status_code == 422


def test_a_campaign_without_a_page_or_a_score_has_no_row(
    db: Database, shop: Site, alice: Person, charlie: Person
) -> None:
    launch(db, shop, "quiet", [{"id": "s1", "blocks": [NPS], "next": None}], hosted=False)
    launch(db, shop, "wordy", [{"id": "s1", "blocks": [WHY, NPS], "next": None}])
    launch(db, shop, "empty", [{"id": "s1", "blocks": [THANKS], "next": None}])
    launch(db, shop, "mute", [{"id": "s1", "blocks": [NPS], "next": None}], languages=[])
    at = f"/api/v1/sites/{shop.id}/campaigns/{{}}/mail"
    reasons = {name: alice.api.get(at.format(name)).json["reason"] for name in ("quiet", "wordy", "empty", "mute")}  # type: ignore[index]
    assert reasons == {"quiet": "not_hosted", "wordy": "no_score", "empty": "no_score", "mute": "no_language"}
    assert charlie.api.get(at.format("wordy")).status_code == 404


def test_at_the_admin_stands_the_same_row_under_a_policy_of_its_own(db: Database, shop: Site, alice: Person) -> None:
    row = alice.api.get(mailed(db, shop), query_string={"merge_tag": "*|WB|*"}).json["html"]  # type: ignore[index]
    desk, at = sit_down(alice), f"/admin/sites/{shop.id}/campaigns/ask/links"
    page = desk.get(f"{at}?tag=*|WB|*")
    copied = re.search(r'data-copy-html="([^"]*)"', page.text)
    assert copied and html.unescape(copied[1]) == row
    framed = desk.get(f"{at}/mail?tag=*|WB|*")
    assert row in framed.text
    policy = framed.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy
    spoilt = desk.get(f"{at}/mail", query_string={"tag": '"><script>', "language": "<x>"}).text
    assert "<script" not in spoilt and 'lang="en"' in spoilt
    assert 'aria-invalid="true"' in desk.get(at, query_string={"tag": '"><script>'}).text


def test_links_for_recipients_come_as_a_file_and_are_those_of_the_api(
    db: Database, shop: Site, alice: Person, charlie: Person
) -> None:
    mailed(db, shop)
    desk, at = sit_down(alice), f"/admin/sites/{shop.id}/campaigns/ask/links"
    file = desk.send(at, {"recipients": " ann@example.com\r\n\r\n+82-10-1234\r\nann@example.com"})
    lines = file.text.lstrip("\ufeff").splitlines()
    api = alice.api.post(
        f"/api/v1{at.removeprefix('/admin')}", json={"recipients": ["ann@example.com", "+82-10-1234"]}
    ).json
    told = [f"{one['recipient']},{one['url']},{one['token']}" for one in api["links"]]  # type: ignore[index]
    assert lines == ["recipient,url,token", *told]
    assert "attachment" in file.headers["Content-Disposition"]
    for wrong in ("", " \n ", "x" * 201, "\n".join(map(str, range(10_001)))):
        refused = desk.send(at, {"recipients": wrong})
        assert refused.status_code == 422 and 'aria-invalid="true"' in refused.text
    for wrong in ("=1+1", "@kim", "-x", "+82-x", "a;=1"):
        refused = desk.send(at, {"recipients": f"ann\n{wrong}"})
        assert refused.status_code == 422 and f"“{wrong}”" in refused.text
    assert sit_down(charlie).get(at).status_code == 404


def test_what_is_live_is_looked_after_whatever_the_draft_says(
    client: FlaskClient, db: Database, shop: Site, alice: Person
) -> None:
    at = mailed(db, shop)
    with db.writing() as session:
        campaign = session.query(Campaign).one()
        campaign.content = {**campaign.content, "hosted": False}
    assert alice.api.get(at).status_code == 200
    assert alice.api.post(at.replace("/mail", "/links"), json={}).status_code == 200
    desk, page = sit_down(alice), f"/admin/sites/{shop.id}/campaigns/ask"
    shown = desk.get(f"{page}/links").text
    assert 'id="recipients"' in shown and "<iframe title=" not in shown.partition("A row of scores")[0]
    for other in ("", "/results", "/decisions"):
        assert f'href="{page}/links"' in desk.get(page + other).text, other


def test_of_a_campaign_without_a_page_the_admin_says_how_it_gets_one(db: Database, shop: Site, alice: Person) -> None:
    launch(db, shop, "quiet", [{"id": "s1", "blocks": [NPS], "next": None}], hosted=False)
    shown = sit_down(alice).get(f"/admin/sites/{shop.id}/campaigns/quiet/links")
    assert "No page of its own yet" in shown.text
    assert sit_down(alice).get(f"/admin/sites/{shop.id}/campaigns/quiet/links/mail").status_code == 404
