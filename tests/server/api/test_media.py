"""The library of pictures over the API: put in, found, named, shown to visitors, taken out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from tests.server.api.library import sent, uploaded
from tests.support.cast import Person
from tests.support.clock import TestClock
from tests.support.pictures import drawn, encoded, moving, opened, photo, png
from winback.db.engine import Database
from winback.models import Picture, PictureFile, Site
from winback.pictures.faults import LARGEST_FILE

ON_ONE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what no database has a part in


@pytest.fixture
def at(shop: Site) -> str:
    return f"/api/v1/sites/{shop.id}/media"


def test_a_picture_is_put_in_found_and_served(alice: Person, at: str, client: FlaskClient) -> None:
    made = uploaded(alice, at, photo(orientation=6), "IMG_0042 봄 세일.JPG")
    assert (made["name"], made["kind"], made["is_new"], made["is_moving"]) == ("IMG_0042 봄 세일", "jpeg", True, False)
    assert (made["width"], made["height"], made["widths"]) == (1000, 1600, [480, 1000])
    assert alice.api.get(f"{at}/{made['id']}").json["id"] == made["id"]  # type: ignore[index]
    bodies = [client.get("/w/m/" + file["url"].rpartition("/")[2]) for file in made["files"]]
    assert [opened(answer.data).width for answer in bodies] == made["widths"]
    assert made["bytes"] == sum(len(answer.data) for answer in bodies)


@ON_ONE
def test_an_answer_may_be_kept_for_ever_and_shown_anywhere(alice: Person, at: str, client: FlaskClient) -> None:
    path = "/w/m/" + uploaded(alice, at)["files"][0]["url"].rpartition("/")[2]
    answer = client.get(path)
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    etag = answer.headers["ETag"]
    for known in (etag, f'"other", {etag}'):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    head = client.head(path)
    assert (head.data, head.headers["Content-Length"]) == (b"", str(len(answer.data)))
    assert client.get(f"/wb{path}").data == answer.data
    assert "Set-Cookie" not in answer.headers


HEADERS = {
    "Content-Type": "image/webp",
    "Cache-Control": "public, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@ON_ONE
@pytest.mark.parametrize(
    "name",
    [
        "",
        "x",
        "0" * 32,
        f"{'0' * 32}-480",
        f"{'0' * 32}-0480",
        f"{'0' * 32}-99999999999",
        "%00-480",
        "a/../b",
        "é" * 32,
    ],
)
def test_what_no_site_has_is_not_there(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/w/m/{name}.webp")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


@ON_ONE
def test_another_size_than_those_that_were_made_is_not_there(alice: Person, at: str, client: FlaskClient) -> None:
    made = uploaded(alice, at)
    assert client.get(f"/w/m/{made['id']}-481.webp").json["reason"] == "unknown_picture"  # type: ignore[index]


def test_the_same_picture_is_kept_once(alice: Person, bob: Person, at: str, db: Database) -> None:
    first = uploaded(alice, at, photo(), "one.jpg")
    again = sent(bob.api, at, photo(), "two.jpg")
    assert (again.status_code, again.json["is_new"], again.json["name"]) == (200, False, "one")
    # Another file, and the same to see: it only says something else about its maker.
    same = sent(bob.api, at, photo().replace(b"Ada", b"Eva"))
    assert (same.status_code, same.json["id"]) == (200, first["id"])
    with db.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Picture)) == 1


@ON_ONE
def test_of_a_moving_picture_that_is_said(alice: Person, at: str) -> None:
    first, *rest = moving()
    assert uploaded(alice, at, encoded(first, "GIF", save_all=True, append_images=rest))["is_moving"]


@ON_ONE
def test_what_a_file_is_decides_and_not_its_name(alice: Person, at: str) -> None:
    assert uploaded(alice, at, encoded(drawn(90, 60), "PNG"), "photo.jpg")["kind"] == "png"
    refused = sent(alice.api, at, b"<script>alert(1)</script>", "photo.png")
    assert refused.json["reason"] == "not_a_picture"


REFUSED = {
    "nothing": (b"", 422, "empty"),
    "no picture": (b"%PDF-1.7 ...", 422, "not_a_picture"),
    "an SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422, "svg"),
    "one that is cut off": (png()[:-500], 422, "damaged"),
    "a bomb": (encoded(drawn(1, 1).resize((9000, 9000)).convert("1"), "PNG"), 422, "too_many_pixels"),
    "one that is a little too large": (b"\xff\xd8\xff" + b"\0" * LARGEST_FILE, 413, "too_large"),
    "fifty megabytes": (b"\xff\xd8\xff" + b"\0" * 50_000_000, 413, "too_large"),
}


@ON_ONE
@pytest.mark.parametrize(("data", "status", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_says_why_and_leaves_nothing(
    alice: Person, at: str, db: Database, data: bytes, status: int, reason: str
) -> None:
    answer = sent(alice.api, at, data)
    assert (answer.status_code, answer.json["reason"]) == (status, reason)
    assert answer.content_type == "application/problem+json"
    if len(data) < LARGEST_FILE * 2:
        assert [error["path"] for error in answer.json["errors"]] == ["file"]
    with db.reading() as session:
        assert not [*session.scalars(sa.select(Picture))] + [*session.scalars(sa.select(PictureFile.width))]


@ON_ONE
@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({"json": {"file": "x"}}, 415),
        ({"data": png(20, 20), "content_type": "image/png"}, 415),
        ({"data": {"other": (BytesIO(b"x"), "x.png")}}, 422),
        ({"data": {"file": "text"}, "content_type": "multipart/form-data"}, 422),
        ({"data": {"file": (BytesIO(png(20, 20)), "x.png"), "name": "x"}}, 422),
        ({"data": b"--x\r\n", "content_type": "multipart/form-data; boundary=x"}, 422),
        ({"data": b"", "content_type": "multipart/form-data"}, 422),
    ],
    ids=["JSON", "the file alone", "another name", "no file", "something beside it", "half a form", "no form"],
)
def test_only_a_form_with_one_file_is_taken(alice: Person, at: str, options: dict[str, Any], status: int) -> None:
    answer = alice.api.post(at, **options)
    assert answer.status_code == status, answer.json


@ON_ONE
def test_an_upload_that_is_sent_again_under_its_key_is_answered_the_same(alice: Person, at: str) -> None:
    key = {"Idempotency-Key": "one"}
    first = sent(alice.api, at, png(90, 60), **key)
    alice.api.delete(f"{at}/{first.json['id']}")
    again = sent(alice.api, at, png(90, 60), **key)
    assert (again.status_code, again.json, again.headers["Idempotency-Replayed"]) == (201, first.json, "true")
    assert sent(alice.api, at, png(90, 61), **key).json["reason"] == "key_reused"


# ---- how much ----


def test_a_library_holds_only_so_many(alice: Person, at: str) -> None:
    service = alice.app.extensions["winback"]
    object.__setattr__(service.settings, "media_pictures", 2)
    for width in (30, 31):
        uploaded(alice, at, png(width, 20))
    refused = sent(alice.api, at, png(32, 20))
    assert (refused.status_code, refused.json["reason"]) == (409, "too_many_pictures")
    assert "2 pictures" in refused.json["detail"]
    assert sent(alice.api, at, png(31, 20)).status_code == 200, "it is there already"


def test_a_library_holds_only_so_much_also_of_what_comes_at_once(alice: Person, at: str, db: Database) -> None:
    service = alice.app.extensions["winback"]
    made = uploaded(alice, at, png(30, 20))
    object.__setattr__(service.settings, "media_mb", 1)
    with db.writing() as session:
        picture = session.scalars(sa.select(Picture)).one()
        picture.bytes = 1024 * 1024 - made["bytes"] * 3 // 2  # room for one more like it
    clients = [alice.app.test_client() for _ in range(4)]
    with ThreadPoolExecutor(4) as others:
        bearer = {"Authorization": f"Bearer {alice.api_token}"}
        answers = [others.submit(sent, one, at, png(31 + n, 20), "x.png", **bearer) for n, one in enumerate(clients)]
    statuses = sorted(answer.result().status_code for answer in answers)
    assert statuses == [201, 409, 409, 409]
    assert {answer.result().json.get("reason") for answer in answers} == {None, "library_full"}


@ON_ONE
def test_a_picture_is_made_while_others_write(alice: Person, at: str, db: Database) -> None:
    assert alice.api.get(at).status_code == 200  # that the token is used is noted by a write of its own
    with ThreadPoolExecutor(1) as another, db.writing():
        answer = another.submit(sent, alice.api, at, png()[:-500])
        wait([answer], 30)
        is_answered = answer.done()
    assert is_answered, "it waited for the write to end"
    assert answer.result().json["reason"] == "damaged"


@ON_ONE
def test_no_transaction_is_open_while_a_picture_is_made(
    alice: Person, at: str, db: Database, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    press, open_meanwhile = app.extensions["winback"].press, []
    make = press.make

    def watched(data: bytes) -> Any:
        open_meanwhile.append(db.read_engine.pool.checkedout())  # type: ignore[attr-defined]
        return make(data)

    monkeypatch.setattr(press, "make", watched)
    uploaded(alice, at)
    assert open_meanwhile == [0]


# ---- names, search, pages ----


def test_pictures_are_found_by_name_and_words(alice: Person, at: str, clock: TestClock) -> None:
    for number, name in enumerate(("Vase red.png", "봄 세일.png", "Vase blue.png")):
        uploaded(alice, at, png(30 + number, 20), name)
        clock.advance(minutes=1)
    names = [one["name"] for one in alice.api.get(at).json["items"]]  # type: ignore[index]
    assert names == ["Vase blue", "봄 세일", "Vase red"]
    first = alice.api.get(f"{at}?limit=2").json
    rest = alice.api.get(f"{at}?limit=2&cursor={first['next']}").json  # type: ignore[index]
    assert [one["name"] for one in [*first["items"], *rest["items"]]] == names  # type: ignore[index]
    found = alice.api.get(at).json["items"][1]["id"]  # type: ignore[index]
    changed = alice.api.patch(f"{at}/{found}", json={"name": "Sale", "alt": {"en": "A blue VASE", "ko": "꽃병"}})
    assert (changed.json["name"], changed.json["alt"]["ko"]) == ("Sale", "꽃병")  # type: ignore[index]
    for search, expected in (("vase", 3), ("blue vase", 2), ("꽃병", 1), ("red blue", 0)):
        assert len(alice.api.get(at, query_string={"q": search}).json["items"]) == expected  # type: ignore[index]


@ON_ONE
@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "two\nlines"}, "name"),
        ({"alt": {"en": "x" * 301}}, "alt.en"),
        ({"alt": {"xx-": "x"}}, "alt.xx-"),
        ({"alt": {"en": "a\0"}}, "alt.en"),
        ({"width": 3}, "width"),
    ],
)
def test_what_can_not_be_said_of_a_picture_is_refused(alice: Person, at: str, parts: Any, path: str) -> None:
    answer = alice.api.patch(f"{at}/{uploaded(alice, at, png(20, 20))['id']}", json=parts)
    assert (answer.status_code, [error["path"] for error in answer.json["errors"]]) == (422, [path])  # type: ignore[index]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("C:\\fake\\Photo 1.final.png", "Photo 1.final"),
        ("../../etc/passwd", "passwd"),
        ("", "picture"),
        (".png", ".png"),
        ("a\u202egnp.exe", "a gnp"),
        ("n" * 300 + ".png", "n" * 200),
    ],
)
def test_a_file_s_name_becomes_a_picture_s(name: str, shown: str) -> None:
    from winback.web.media import tidy_name

    assert tidy_name(name) == shown
