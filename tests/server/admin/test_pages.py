"""Sites, settings, installation, tokens and lists: what one sees and what one can change."""

from __future__ import annotations

import uuid

import pytest
import sqlalchemy as sa

from tests.server.admin.desk import Desk
from tests.support.cast import Person
from tests.support.clock import TestClock
from winback.clock import DAY, HOUR, MINUTE
from winback.db.engine import Database
from winback.models import Answer, Campaign, Event, Purchase, Response, Site, Subscriber, TagSighting, Token, User
from winback.models.site import sites_of

SETTINGS = {
    "name": "The shop",
    "origins": "https://shop.example",
    "zone": "Asia/Seoul",
    "currency": "krw",
    "language": "ko",
    "platform": "shopify",
    "consent_mode": "ask",
    "controller": "상점",
    "policy_url": "/privacy",
    "holdout": "2,5",
    "decision_share": "20 %",
    "quiet_paths": "/checkout*\n\n/thanks",
    "page_groups": "products: /p/*, /product/*\n\n sale:*sale*",
    "page_variables": "stock: number selector #stock .left\nplan : js shop.customer.plan",
    "purposes.0.key": "analytics",
    "purposes.0.title.en": "Statistics",
    "purposes.1.key": "personalization",
    "purposes.1.title.ko": "맞춤",
}


def the_shop(db: Database, shop: Site) -> Site:
    with db.reading() as session:
        return session.get_one(Site, shop.id)


# ---- sites and their settings ----


def test_a_new_site_belongs_to_whoever_made_it(desk: Desk, alice: Person, charlie: Person, db: Database) -> None:
    form = {"name": "Second", "origins": "shop2.example/de, *.shop2.example", "zone": "UTC", "currency": "EUR"}
    answer = desk.send("/admin/sites", {**form, "language": "en"})
    assert answer.status_code == 303
    assert answer.location.endswith("/install")
    with db.reading() as session:
        made = sites_of(session, alice.user)[0]
        assert (made.name, made.origins) == ("Second", ["https://shop2.example", "https://*.shop2.example"])
        assert made not in sites_of(session, charlie.user)


def test_settings_are_kept(desk: Desk, shop: Site, db: Database) -> None:
    assert desk.send(f"/admin/sites/{shop.id}/settings", SETTINGS).status_code == 303
    kept = the_shop(db, shop)
    assert (kept.zone, kept.currency, kept.consent_mode) == ("Asia/Seoul", "KRW", "ask")
    assert kept.platform == "shopify"
    assert (kept.holdout_share, kept.decision_share, kept.quiet_paths) == (0.025, 0.2, ["/checkout*", "/thanks"])
    assert [purpose["key"] for purpose in kept.purposes] == ["analytics", "personalization"]
    assert kept.allows_forced_arms is False
    assert kept.page_groups == [
        {"name": "products", "paths": ["/p/*", "/product/*"]},
        {"name": "sale", "paths": ["*sale*"]},
    ]
    assert kept.page_variables == [
        {"name": "stock", "kind": "number", "from": "selector", "at": "#stock .left"},
        {"name": "plan", "kind": "text", "from": "js", "at": "shop.customer.plan"},
    ]
    shown = desk.get(f"/admin/sites/{shop.id}/settings").text
    assert "products: /p/*, /product/*\nsale: *sale*" in shown
    assert "stock: number selector #stock .left\nplan: js shop.customer.plan" in shown


def test_words_of_ours_are_said_as_the_owner_says_them(desk: Desk, shop: Site, db: Database) -> None:
    path = f"/admin/sites/{shop.id}/words"
    shown = desk.get(f"{path}?language=de").text
    assert 'placeholder="Schließen"' in shown
    assert 'placeholder="Your answers' not in shown
    assert "is-invalid" not in shown
    assert 'dir="rtl"' in desk.get(f"{path}?language=ar").text
    assert desk.send(path, {"language": "de", "close": " Zu  machen ", "next": ""}).status_code == 303
    assert desk.send(path, {"language": "ko", "close": "닫아 주세요"}).status_code == 303
    assert the_shop(db, shop).own_words == {"de": {"close": "Zu machen"}, "ko": {"close": "닫아 주세요"}}
    assert 'value="Zu machen"' in desk.get(f"{path}?language=de").text
    assert {desk.send(path, {"language": code, "close": "Zu"}).status_code for code in ("", "tlh")} == {404}
    assert the_shop(db, shop).own_words == {"de": {"close": "Zu machen"}, "ko": {"close": "닫아 주세요"}}
    assert desk.get(f"{path}?language=tlh").status_code == 200
    refused = desk.send(path, {"language": "de", "choose_at_most": "Nicht so viele."})
    assert refused.status_code == 422
    assert "Leave {max} in it" in refused.text
    assert 'value="Nicht so viele."' in refused.text
    assert desk.send(path, {"language": "de"}).status_code == 303
    assert the_shop(db, shop).own_words == {"ko": {"close": "닫아 주세요"}}, "an empty field is our word again"


def test_regions_are_kept_and_shown_again(desk: Desk, shop: Site, db: Database) -> None:
    path = f"/admin/sites/{shop.id}/settings"
    rows = {"consent_regions.0.countries": " eu, gb ", "consent_regions.0.mode": "ask"}
    spare = {"consent_regions.1.countries": "", "consent_regions.1.mode": "optout"}
    assert desk.send(path, SETTINGS | rows | spare).status_code == 303
    assert the_shop(db, shop).consent_regions == [{"countries": ["EU", "GB"], "mode": "ask"}]
    assert 'value="EU GB"' in desk.get(path).text
    refused = desk.send(path, SETTINGS | {"consent_regions.0.countries": "Mars", "consent_regions.0.mode": "ask"})
    assert refused.status_code == 422
    assert "codes of two letters" in refused.text
    assert 'value="Mars"' in refused.text


def test_a_currency_with_sales_stays(desk: Desk, shop: Site, db: Database) -> None:
    with db.writing() as session:
        session.add(
            Purchase(
                site_id=shop.id,
                transaction_id="1",
                event_id=uuid.uuid4(),
                source="server",
                time=1,
                value_minor=1,
                currency="EUR",
            )
        )
    answer = desk.send(f"/admin/sites/{shop.id}/settings", SETTINGS)
    assert answer.status_code == 422
    assert "There are sales in EUR already, so it has to stay." in answer.text
    assert (the_shop(db, shop).currency, the_shop(db, shop).zone) == ("EUR", "Europe/Berlin")
    assert desk.send(f"/admin/sites/{shop.id}/settings", SETTINGS | {"currency": "EUR"}).status_code == 303


def test_settings_reach_pages_that_are_open(desk: Desk, shop: Site, db: Database) -> None:
    before = the_shop(db, shop).revision
    desk.send(f"/admin/sites/{shop.id}/settings", SETTINGS)
    assert the_shop(db, shop).revision > before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("origins", "not an address!"),
        ("origins", "https://*.com"),
        ("development_origins", "not an address!"),
        ("zone", "Berlin"),
        ("currency", "EURO"),
        ("consent_mode", "maybe"),
        ("policy_url", "javascript:alert(1)"),
        ("holdout", "80"),
        ("holdout", "a lot"),
        ("quiet_paths", "checkout"),
        ("page_groups", "products"),
        ("page_groups", "products: p/*"),
        ("page_variables", "stock: #stock"),
        ("page_variables", "stock: eval 1+1"),
        ("purposes.1.key", ""),
        ("purposes.1.key", "Not A Key"),
    ],
)
def test_a_wrong_setting_is_refused_at_its_field_and_nothing_is_lost(
    desk: Desk, shop: Site, db: Database, field: str, value: str
) -> None:
    answer = desk.send(f"/admin/sites/{shop.id}/settings", {**SETTINGS, "controller": "Typed Ltd.", field: value})
    assert answer.status_code == 422
    assert "is-invalid" in answer.text
    assert "Typed Ltd." in answer.text
    assert the_shop(db, shop).controller == shop.controller


def test_the_purposes_that_the_widget_asks_for_stay(desk: Desk, shop: Site) -> None:
    form = {name: value for name, value in SETTINGS.items() if not name.startswith("purposes.1")}
    answer = desk.send(f"/admin/sites/{shop.id}/settings", form)
    assert answer.status_code == 422
    assert "personalization" in answer.text


# ---- installation ----


def test_the_snippet_is_one_async_tag(desk: Desk, shop: Site, settings) -> None:  # type: ignore[no-untyped-def]
    page = desk.get(f"/admin/sites/{shop.id}/install").text
    assert f"&lt;script async src=&#34;{settings.url}/w/{shop.key}.js&#34;&gt;&lt;/script&gt;" in page
    assert "Waiting for the tag" in page


def test_the_check_says_when_and_where_the_tag_was_seen(desk: Desk, shop: Site, db: Database, clock: TestClock) -> None:
    with db.writing() as session:
        session.add(
            TagSighting(site_id=shop.id, origin="https://shop.example", url="https://shop.example/p/1", seen_at=clock())
        )
    clock.advance(minutes=12)
    check = desk.get(f"/admin/sites/{shop.id}/install", headers={"HX-Request": "true"}).text
    assert "12 minutes ago" in check
    assert "https://shop.example/p/1" in check
    assert "<html" not in check


def test_the_check_tells_what_to_do_about_an_origin_that_is_refused(
    desk: Desk, shop: Site, db: Database, clock: TestClock
) -> None:
    origin = "https://staging.shop.example"
    with db.writing() as session:
        session.add(TagSighting(site_id=shop.id, origin=origin, url=f"{origin}/", is_allowed=False, seen_at=clock()))
    check = desk.get(f"/admin/sites/{shop.id}/install").text
    assert origin in check
    assert f"/admin/sites/{shop.id}/settings#f-origins" in check
    desk.send(f"/admin/sites/{shop.id}/settings", {**SETTINGS, "origins": f"https://shop.example {origin}"})
    assert "not listed" not in desk.get(f"/admin/sites/{shop.id}/install").text


@pytest.mark.parametrize(
    ("pages", "named"),
    [
        (["/products/oak", "/ko/products/oak", "/en-us/collections/all", "/"], "Shopify"),
        (["/shop/product/oak/", "/shop/my-account/", "/shop/product-category/chairs/"], "WooCommerce"),
        (["/p/oak", "/basket", "/products"], None),
        (["/products/oak", "/"], None),
    ],
    ids=["a market's pages", "a folder's pages", "neither", "too few"],
)
def test_the_check_names_the_shop_system_that_the_pages_look_like(
    desk: Desk, shop: Site, db: Database, clock: TestClock, pages: list[str], named: str | None
) -> None:
    with db.writing() as session:
        session.add(TagSighting(site_id=shop.id, origin="https://shop.example", url="/", seen_at=clock()))
        for path in pages:
            event = Event(site_id=shop.id, id=uuid.uuid4(), name="page_view", time=clock(), received_at=clock())
            event.url = f"https://shop.example{path}"
            session.add(event)
    check = desk.get(f"/admin/sites/{shop.id}/install").text
    assert ("Choose it in the settings" in check) == (named is not None)
    if named:
        assert f"look like {named}" in check
        desk.send(f"/admin/sites/{shop.id}/settings", {**SETTINGS, "platform": named.lower()})
        assert "Choose it in the settings" not in desk.get(f"/admin/sites/{shop.id}/install").text


# ---- tokens ----


def test_a_token_is_shown_once_and_works(desk: Desk, db: Database) -> None:
    answer = desk.send("/admin/tokens", {"name": "nightly export", "days": "30"})
    secret = answer.text.split("data-secret>")[1].split("<")[0]
    assert desk.client.get("/api/v1/sites", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    assert secret not in desk.get("/admin/tokens").text
    with db.reading() as session:
        stored = session.scalars(sa.select(Token).where(Token.name == "nightly export")).one()
    assert secret not in (stored.token_hash, stored.hint)
    assert stored.expires_at


def test_a_revoked_token_opens_nothing(desk: Desk, db: Database) -> None:
    secret = desk.send("/admin/tokens", {"name": "old"}).text.split("data-secret>")[1].split("<")[0]
    with db.reading() as session:
        token_id = session.scalars(sa.select(Token.id).where(Token.name == "old")).one()
    desk.send(f"/admin/tokens/{token_id}/revoke")
    assert desk.client.get("/api/v1/sites", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


def test_nobody_revokes_somebody_elses_token(desk: Desk, charlie: Person, db: Database) -> None:
    with db.reading() as session:
        theirs = session.scalars(sa.select(Token).where(Token.user_id == charlie.user.id)).one()
    assert desk.send(f"/admin/tokens/{theirs.id}/revoke").status_code == 404
    with db.reading() as session:
        assert session.get_one(Token, theirs.id).revoked_at is None


def test_a_token_for_somebody_elses_site_is_not_made(desk: Desk, elsewhere: Site) -> None:
    assert desk.send("/admin/tokens", {"name": "x", "site": str(elsewhere.id)}).status_code == 404


# ---- responses, subscribers, exports ----


@pytest.fixture
def answered(db: Database, shop: Site, campaign: Campaign, clock: TestClock) -> Response:
    """A visitor looked at a fern, was asked, wrote a formula, and bought."""
    visitor, session_id, exposure = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    said = Answer(block="reason", step="s1", kind="open_text", value='=HYPERLINK("http://evil.example")', answered_at=1)
    response = Response(
        site_id=shop.id,
        exposure=exposure,
        campaign_id=campaign.id,
        variant="a",
        visitor=visitor,
        session_id=session_id,
        started_at=clock() - HOUR,
        answers=[said],
        url="https://shop.example/p/fern",
    )
    names = ["page_view", "exposure", "answer", "purchase"]
    events = [
        Event(
            site_id=shop.id,
            id=uuid.uuid4(),
            name=name,
            time=clock() - HOUR + index * MINUTE,
            received_at=clock(),
            visitor=visitor,
            session_id=session_id,
            exposure=exposure if name in ("exposure", "answer") else None,
            path=f"/page-{index}",
            properties={},
        )
        for index, name in enumerate(names)
    ]
    with db.writing() as session:
        session.add_all([response, *events])
    return response


def test_a_response_shows_its_answers_and_the_way_through_the_visit(desk: Desk, shop: Site, answered: Response) -> None:
    page = desk.get(f"/admin/sites/{shop.id}/responses").text
    address = f"/admin/sites/{shop.id}/responses/{answered.exposure}"
    assert address in page
    one = desk.get(address).text
    assert "=HYPERLINK(&#34;http://evil.example&#34;)" in one
    places = [one.index(f"/page-{index}") for index in range(4)]
    assert places == sorted(places)


def test_responses_are_of_the_campaign_and_the_days_asked_for(desk: Desk, shop: Site, answered: Response) -> None:
    page = f"/admin/sites/{shop.id}/responses"
    assert "HYPERLINK" in desk.get(f"{page}?campaign=cart-saver&days=7").text
    assert "HYPERLINK" not in desk.get(f"{page}?campaign=other").text
    assert "HYPERLINK" not in desk.get(f"{page}?from=2026-01-01&to=2026-01-31").text
    assert "can't be read" in desk.get(f"{page}?from=soon").text


def test_exported_cells_are_no_formulas(desk: Desk, shop: Site, answered: Response) -> None:
    answer = desk.get(f"/admin/sites/{shop.id}/responses.csv")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="the-shop-responses.csv"'
    assert '"\'=HYPERLINK(""http://evil.example"")"' in answer.text


def test_subscribers_are_listed_and_exported_with_their_words(
    desk: Desk, shop: Site, db: Database, clock: TestClock
) -> None:
    with db.writing() as session:
        session.add(
            Subscriber(
                site_id=shop.id,
                email="reader@example.com",
                lists=["newsletter"],
                text_id="sha256-1",
                consent_text="Yes, send me news.",
                subscribed_at=clock() - DAY,
            )
        )
    assert "Yes, send me news." in desk.get(f"/admin/sites/{shop.id}/subscribers").text
    assert "reader@example.com,2026-11-19T12:00:00.000Z" in desk.get(f"/admin/sites/{shop.id}/subscribers.csv").text


# ---- language ----


def test_the_language_is_the_persons(desk: Desk, shop: Site, alice: Person, db: Database) -> None:
    desk.send("/admin/language", {"language": "ko", "next": "/admin/tokens"})
    assert '<html lang="ko">' in desk.get("/admin/tokens").text
    with db.reading() as session:
        assert session.get_one(User, alice.user.id).language == "ko"
    assert desk.send("/admin/language", {"language": "xx"}).status_code == 303
    assert '<html lang="ko">' in desk.get("/admin/tokens").text
