"""The library of pictures in the admin: filled by a form, found, named, emptied."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from tests.server.admin.desk import Desk
from tests.server.ingest.senders import NOON, launched
from tests.support.pictures import encoded, form_with, moving, png
from winback.db.engine import Database
from winback.models import ConsentNotice, Picture, Site


@pytest.fixture
def here(shop: Site) -> str:
    return f"/admin/sites/{shop.id}/media"


def put(desk: Desk, here: str, *files: tuple[bytes, str]) -> str:
    """The page after a form with these files."""
    answer = desk.client.post(
        here,
        data={"csrf": desk.csrf, "file": [(BytesIO(data), name) for data, name in files]},
        follow_redirects=True,
    )
    assert answer.status_code == 200
    return answer.text


def pictures(db: Database) -> list[Picture]:
    with db.reading() as session:
        return list(session.scalars(sa.select(Picture).order_by(Picture.id)))


def test_a_form_without_a_script_puts_several_in_and_says_what_became_of_each(
    desk: Desk, here: str, db: Database
) -> None:
    assert "No picture yet" in desk.get(here).text
    first, *rest = moving()
    page = put(
        desk,
        here,
        (png(90, 60), "Vase <b>.png"),
        (encoded(first, "GIF", save_all=True, append_images=rest), "dance.gif"),
        (b"%PDF-1.7", "flyer.png"),
        (png(90, 60), "again.png"),
    )
    assert "Vase &lt;b&gt; is in the library." in page
    assert "dance is in the library. It moves: only its first picture is kept." in page
    assert "flyer.png: This file is no JPEG, PNG, GIF, WebP or AVIF." in page
    assert "again.png is in the library already, as Vase &lt;b&gt;." in page
    assert [one.name for one in pictures(db)] == ["Vase <b>", "dance"]
    assert "Choose a file first." in put(desk, here)


def test_a_script_is_answered_at_once(desk: Desk, here: str) -> None:
    def send(data: bytes) -> Any:
        form, kind = form_with(data, "vase.png")
        return desk.client.post(here, data=form, content_type=kind, headers={"X-CSRF-Token": desk.csrf})

    made = send(png(90, 60))
    assert (made.status_code, made.json["width"], made.json["widths"], made.json["alt"]) == (201, 90, [90], {})
    assert send(png(90, 60)).status_code == 200
    refused = send(b"<svg onload='x()'/>")
    assert (refused.status_code, refused.json["reason"]) == (422, "svg")
    assert refused.json["message"].startswith("vase.png: SVG is not taken")
    large = send(b"\xff\xd8\xff" + b"\0" * 20 * 1024 * 1024)
    assert (large.status_code, large.json["reason"]) == (413, "too_large")


def test_a_form_that_is_far_too_large_is_not_read(desk: Desk, here: str, db: Database) -> None:
    answer = desk.client.post(
        here,
        headers={"X-CSRF-Token": desk.csrf},
        environ_overrides={"CONTENT_LENGTH": str(500 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=x"},
    )
    assert answer.status_code == 413
    other = desk.client.post(
        here.replace("media", "coupons"),
        headers={"X-CSRF-Token": desk.csrf},
        environ_overrides={"CONTENT_LENGTH": str(9 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=x"},
    )
    assert other.status_code == 413, "only the library takes more than 8 MB"


@pytest.mark.parametrize("secret", [None, "wbl_guessed"], ids=["nobody", "a login that is none"])
def test_a_stranger_sends_no_more_than_anywhere_else(client: FlaskClient, here: str, secret: str | None) -> None:
    if secret:
        client.set_cookie("winback", secret)
    length = {"CONTENT_LENGTH": str(9 * 1024 * 1024), "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    assert client.post(here, environ_overrides=length).status_code == 413


def test_a_picture_gets_a_name_and_words_and_is_found_by_them(desk: Desk, here: str, db: Database) -> None:
    put(desk, here, (png(90, 60), "IMG_1.png"), (png(91, 60), "IMG_2.png"))
    one, other = pictures(db)
    at = f"{here}/{one.hash}"
    assert desk.send(at, {"name": "  Blue   vase ", "alt.en": "A blue vase", "alt.ko": "파란 꽃병"}).status_code == 303
    assert (pictures(db)[0].name, pictures(db)[0].alt) == ("Blue vase", {"en": "A blue vase", "ko": "파란 꽃병"})
    found = desk.get(here, query_string={"q": "꽃병"}).text
    assert one.hash in found
    assert other.hash not in found
    assert "No picture has these words" in desk.get(here, query_string={"q": "vase cup"}).text
    assert desk.get(here, query_string={"q": "\0"}).status_code == 200
    refused = desk.send(at, {"name": "", "alt.en": "x" * 301})
    assert refused.status_code == 422
    assert "1 to 200 characters" in refused.text
    assert "x" * 301 in refused.text, "what was typed is still there"


def test_what_visitors_see_is_not_deleted_and_whoever_deletes_another_is_asked(
    desk: Desk, here: str, db: Database, shop: Site
) -> None:
    put(desk, here, (png(90, 60), "vase.png"), (png(91, 60), "tea.png"))
    vase, tea = pictures(db)
    block = {"id": "pic", "type": "image", "picture": vase.hash, "alt": {"en": "A vase"}}
    campaign = launched(db, shop, "offer", blocks=[block])
    page = desk.get(f"{here}/{vase.hash}").text
    assert "Delete this picture?" not in page
    assert f"/campaigns/{campaign.slug}" in page
    assert "Visitors see it" in desk.get(here).text
    desk.send(f"{here}/{vase.hash}/delete")
    assert "while live campaigns show it: offer" in desk.get(here).text
    desk.send(f"/admin/sites/{shop.id}/campaigns/offer/pause")
    assert "until they have another one: offer" in desk.get(f"{here}/{vase.hash}").text
    assert "No campaign uses it." in desk.get(f"{here}/{tea.hash}").text
    desk.send(f"{here}/{vase.hash}/delete")
    assert [one.name for one in pictures(db)] == ["tea"]
    assert desk.get(f"{here}/{vase.hash}").status_code == 404
    assert "not in the library of this site any more" in desk.get(f"/admin/sites/{shop.id}/campaigns/offer").text


def test_the_page_of_a_picture_in_a_kept_consent_notice_says_why_it_stays(
    desk: Desk, here: str, db: Database, shop: Site
) -> None:
    put(desk, here, (png(90, 60), "vase.png"))
    (vase,) = pictures(db)
    steps = [{"id": "s1", "blocks": [{"id": "pic", "type": "image", "picture": vase.hash}]}]
    with db.writing() as session:
        content = {"variants": {"a": {"steps": steps}}}
        session.add(ConsentNotice(site_id=shop.id, hash="sha256-x", content=content, published_at=NOON))
    page = desk.get(f"{here}/{vase.hash}").text
    assert "A consent notice of 20 Nov 2026" in page
    assert "Delete this picture" not in page
    desk.send(f"{here}/{vase.hash}/delete")
    assert pictures(db)


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "999999999999"])
def test_a_page_of_the_library_that_is_not_there_is_empty_or_the_first(desk: Desk, here: str, page: str) -> None:
    put(desk, here, (png(90, 60), "vase.png"))
    assert desk.get(here, query_string={"page": page}).status_code == 200


@pytest.mark.parametrize("name", ["x", "0" * 32, "%00"])
def test_a_picture_that_the_site_has_not_is_not_there(desk: Desk, here: str, elsewhere: Site, name: str) -> None:
    assert desk.get(f"{here}/{name}").status_code == 404
    assert desk.get(f"/admin/sites/{elsewhere.id}/media").status_code == 404
