"""A site's brand kit: who follows it wears it, also when it changes, with its own over it."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.server.admin.desk import sit_down
from tests.server.admin.filled_in import site
from tests.support.cast import Person
from tests.widget.campaigns import campaign, config
from winback.db.engine import Database
from winback.models import Site
from winback.targeting import parts
from winback.targeting.gate_content import is_readable
from winback.targeting.kit import logo_pictures, with_whole_logo, worn
from winback.targeting.script import script_of
from winback.targeting.templates import content_for, template
from winback.web.hosted.addresses import on_the_site
from winback.web.schemas.content import Look, Theme

Json = dict[str, Any]
KIT: Json = {
    "accent": "#17694c",
    "background": "#f7faf7",
    "text": "#15211c",
    "scheme": "auto",
    "dark": {"accent": "#7fd1c7", "background": "#12181f", "text": "#eef2f5"},
    "radius": 6,
    "padding": 40,
}


def test_whoever_follows_wears_the_kit_and_its_own_over_it() -> None:
    follows = worn({"kit": True, "accent": "#a5401f", "position": "top", "dark": {"accent": "#ffb08a"}}, KIT)
    assert follows == {
        **KIT,
        "accent": "#a5401f",
        "position": "top",
        "dark": {**KIT["dark"], "accent": "#ffb08a"},
    }


def test_whoever_does_not_follow_wears_its_own_alone() -> None:
    assert worn({"accent": "#a5401f"}, KIT) == {"accent": "#a5401f"}
    assert worn({"kit": False, "accent": "#a5401f"}, KIT) == {"accent": "#a5401f"}
    assert worn(None, KIT) == {}


def test_a_part_of_the_kit_can_be_left_out() -> None:
    assert "padding" not in worn({"kit": True, "padding": None}, KIT)


def test_corners_rounder_than_words_allow_are_drawn_less_round() -> None:
    assert worn({"radius": 64}, {})["radius"] == 32


def test_a_kit_is_what_the_schema_takes() -> None:
    logo = {"src": "/logo.svg", "width": 160, "height": 40, "alt": "Our shop"}
    whole = {**KIT, "logo": logo, "font": "inherit", "width": 520, "border": 1, "shadow": "soft", "scrim": 40}
    assert Look().load({**whole, "motion": "zoom"}) == {**whole, "motion": "zoom"}
    assert Theme().load({"kit": True, "logo": None}) == {"kit": True, "logo": None}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("width", 279),
        ("width", 721),
        ("padding", 57),
        ("border", 7),
        ("scrim", 91),
        ("shadow", "huge"),
        ("motion", "spin"),
        ("dark", {"accent": "red"}),
        ("logo", {"src": "javascript:alert(1)"}),
        ("font", "Comic Sans"),
    ],
)
def test_what_would_break_a_message_is_refused_by_name(name: str, value: object) -> None:
    assert list(Look().validate({name: value})) == [name]


def test_a_new_campaign_of_a_site_with_a_kit_follows_it() -> None:
    chosen = template("nps_bar")
    assert chosen
    made = content_for(chosen, site(look=KIT), "nps")
    assert made["variants"]["a"]["theme"] == {"kit": True, "position": "bottom"}
    assert "accent" in content_for(chosen, site(), "nps")["variants"]["a"]["theme"]


def test_a_kit_that_cannot_be_read_holds_a_follower_back_from_launching() -> None:
    followed = {"variants": {"a": {"theme": {"kit": True}, "steps": []}}}
    pale = {**KIT, "text": "#c0c0c0", "dark": {**KIT["dark"], "text": "#333333"}}
    assert list(is_readable(followed, site(look=KIT))) == []
    assert [problem.path for problem in is_readable(followed, site(look=pale))] == ["variants.a.theme.dark.text"]
    pale = {**KIT, "text": "#c0c0c0"}
    assert [problem.path for problem in is_readable(followed, site(look=pale))] == ["variants.a.theme.text"]
    assert list(is_readable({"variants": {"a": {"theme": {}, "steps": []}}}, site(look=pale))) == []


def test_parts_that_a_kit_needs_are_linked_for_it_alone() -> None:
    def needed(theme: Json) -> set[str]:
        return set(parts._of_theme(theme))

    assert needed({"accent": "#17694c"}) == set()
    assert needed({"width": 500, "logo": {"src": "/logo.svg"}}) == {"message/box", "message/logo"}
    assert needed({"font": "inherit", "scheme": "auto"}) == {"message/fonts", "message/dark"}


def test_a_live_campaign_wears_the_kit_as_it_is_now(alice: Person, shop: Site) -> None:
    desk = sit_down(alice)
    there = f"/admin/sites/{shop.id}"
    assert desk.send(f"{there}/kit", {"accent": "#17694c", "radius": "6", "scheme": "light"}).status_code == 303
    assert desk.send(f"{there}/campaigns", {"template": "nps_bar", "name": "Nps"}).status_code == 303
    assert alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/nps/launch").status_code == 200
    assert worn_by_visitors(alice, shop) == {"accent": "#17694c", "radius": 6, "scheme": "light", "position": "bottom"}
    assert "1 campaign follows this kit." in desk.get(f"{there}/look").get_data(as_text=True)
    desk.send(f"{there}/kit", {"accent": "#a5401f", "radius": "20", "scheme": "light", "font": "inherit"})
    assert worn_by_visitors(alice, shop) == {
        "accent": "#a5401f",
        "radius": 20,
        "scheme": "light",
        "font": "inherit",
        "position": "bottom",
    }


def test_a_look_that_is_kept_takes_nothing_else_from_the_kit(alice: Person, shop: Site, db: Database) -> None:
    desk = sit_down(alice)
    there = f"/admin/sites/{shop.id}"
    logo = {"src": "/logo.svg", "width": 120, "height": 32, "alt": "Shop"}
    for sent in ({**KIT, "logo": logo}, {"accent": "#a5401f", "padding": None, "dark": {"accent": "#ffb08a"}}):
        assert desk.save(f"{there}/look", sent).status_code == 204
    assert desk.save(f"{there}/look", {"accent": "red"}).status_code == 422
    with db.reading() as session:
        kept = session.get_one(Site, shop.id).look
    expected = {**KIT, "logo": logo, "accent": "#a5401f", "dark": {**KIT["dark"], "accent": "#ffb08a"}}
    assert kept == {name: value for name, value in expected.items() if name != "padding"}


def test_a_kit_in_which_a_live_follower_cannot_be_read_is_not_saved(alice: Person, shop: Site) -> None:
    desk = sit_down(alice)
    there = f"/admin/sites/{shop.id}"
    light = {"accent": "#17694c", "background": "#ffffff", "text": "#15211c", "scheme": "light"}
    pale = {**light, "text": "#c0c0c0"}
    assert desk.send(f"{there}/kit", light).status_code == 303
    assert desk.send(f"{there}/campaigns", {"template": "nps_bar", "name": "Nps"}).status_code == 303
    assert alice.api.post(f"/api/v1/sites/{shop.id}/campaigns/nps/launch").status_code == 200
    answer = desk.send(f"{there}/kit", pale)
    assert answer.status_code == 422
    assert "Nps: The text is hard to read" in answer.get_data(as_text=True)
    assert desk.save(f"{there}/look", pale).status_code == 422
    refused = alice.api.patch(f"/api/v1/sites/{shop.id}", json={"look": pale})
    assert (refused.status_code, refused.json["errors"][0]["path"]) == (422, "look.text")
    assert worn_by_visitors(alice, shop)["text"] == "#15211c"


def worn_by_visitors(alice: Person, shop: Site) -> Json:
    published = alice.app.extensions["winback"].publisher.published(shop.key)
    (campaign,) = next(iter(published.configs.values()))["campaigns"]
    theme: Json = campaign["variants"]["a"]["theme"]
    return theme


def test_nobody_has_chosen_the_dark_colours_that_the_fields_were_shown_with(alice: Person, shop: Site) -> None:
    desk = sit_down(alice)
    there = f"/admin/sites/{shop.id}"
    light = {"accent": "#17694c", "background": "#ffffff", "text": "#15211c", "scheme": "auto"}
    assert desk.send(f"{there}/kit", light).status_code == 303
    page = desk.get(f"{there}/look").get_data(as_text=True)
    shown = {name: _value_of(page, name) for name in ("dark.accent", "dark.background", "dark.text")}
    assert shown == {"dark.accent": "#17694c", "dark.background": "#1c1e23", "dark.text": "#f1f2f4"}

    def kept(**changed: str) -> Json | None:
        assert desk.send(f"{there}/kit", {**light, **shown, **changed}).status_code == 303
        look: Json = alice.api.get(f"/api/v1/sites/{shop.id}").json["look"]
        return look.get("dark")

    assert kept() is None
    assert kept(accent="#a5401f") is None, "what follows the accent follows it also here"
    assert kept(**{"dark.background": "#101820"}) == {"background": "#101820", "text": "#f1f2f4"}
    assert kept(**{"dark.accent": "#7fd1c7"}) == {"accent": "#7fd1c7"}


def _value_of(page: str, name: str) -> str:
    found = re.search(f'<input[^>]*name="{name}"[^>]*value="([^"]*)"', page)
    assert found
    return found[1]


def test_a_kit_with_a_mistake_is_shown_again_with_what_was_typed(alice: Person, shop: Site) -> None:
    desk = sit_down(alice)
    answer = desk.send(
        f"/admin/sites/{shop.id}/kit", {"accent": "#17694c", "width": "9000", "logo.src": "javascript:1"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="9000"' in page and page.count('aria-invalid="true"') == 2


def test_charlie_sees_and_changes_nothing(charlie: Person, shop: Site) -> None:
    desk = sit_down(charlie)
    assert desk.get(f"/admin/sites/{shop.id}/look").status_code == 404
    assert desk.send(f"/admin/sites/{shop.id}/kit", {"accent": "#17694c"}).status_code == 404


LIBRARY = "/w/m/" + "a1" * 16 + "-480.webp"


def test_a_logo_of_the_library_gets_its_whole_address_and_another_path_stays_the_shop_s() -> None:
    theme = {"logo": {"src": LIBRARY, "dark": "/night.svg", "width": 9, "height": 9, "alt": ""}}
    made = with_whole_logo(theme, "https://wb.example")["logo"]
    assert (made["src"], made["dark"]) == (f"https://wb.example{LIBRARY}", "/night.svg")
    assert list(logo_pictures(theme)) == ["a1" * 16]
    assert with_whole_logo({"accent": "#17694c"}, "https://wb.example") == {"accent": "#17694c"}


def test_below_the_shop_s_own_domain_it_is_a_path_there() -> None:
    made = campaign(
        "offer", theme={"logo": {"src": f"https://wb.example{LIBRARY}", "width": 9, "height": 9, "alt": ""}}
    )
    shop = config("https://wb.example", made)
    assert f'"https://wb.example{LIBRARY}"'.encode() in script_of(shop).bodies["identity"]
    mounted = script_of(shop, "/wb").bodies["identity"]
    assert f'"/wb{LIBRARY}"'.encode() in mounted and b"https://wb.example" not in mounted


def test_a_form_finds_it_beside_itself() -> None:
    assert on_the_site(LIBRARY, ["https://shop.example"]) == f"..{LIBRARY}"
    assert on_the_site("/logo.svg", ["https://shop.example"]) == "https://shop.example/logo.svg"
