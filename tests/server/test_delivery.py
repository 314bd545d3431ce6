"""Delivery over real HTTP semantics: the script, its chunks, the live check, and what is no site at all."""

from __future__ import annotations

import gzip
from ipaddress import ip_network
from typing import Any

import brotli
import pytest
import zstandard
from flask.testing import FlaskClient

from tests.support.cast import Person
from winback.config import Proxies
from winback.ids import new_site_key
from winback.models import Site
from winback.web.public import client_address

OURS = (ip_network("10.0.0.0/8"), ip_network("127.0.0.1"))
UNPACK: dict[str, Any] = {
    "br": brotli.decompress,
    "gzip": gzip.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
}


def test_the_script_may_be_kept_for_a_minute_and_then_asked_for_again(client: FlaskClient, shop: Site) -> None:
    first = client.get(f"/w/{shop.key}.js")
    assert first.status_code == 200
    assert first.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert first.headers["Cache-Control"] == "max-age=60, must-revalidate"
    again = client.get(f"/w/{shop.key}.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("said", ["W/{}", '"other", W/{}', "*", '"other",{}'])
def test_whatever_makes_the_tag_weak_on_the_way_the_script_is_known(client: FlaskClient, shop: Site, said: str) -> None:
    etag = client.get(f"/w/{shop.key}.js").headers["ETag"]
    assert client.get(f"/w/{shop.key}.js", headers={"If-None-Match": said.format(etag)}).status_code == 304
    other = client.get(f"/w/{shop.key}.js", headers={"If-None-Match": said.format('"another"').replace("*", "**")})
    assert other.status_code == 200


@pytest.mark.parametrize("encoding", ["br", "gzip", "zstd"])
def test_every_packing_holds_the_same_script_under_a_tag_of_its_own(
    client: FlaskClient, shop: Site, encoding: str
) -> None:
    plain = client.get(f"/w/{shop.key}.js")
    packed = client.get(f"/w/{shop.key}.js", headers={"Accept-Encoding": encoding})
    assert packed.headers["Content-Encoding"] == encoding
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert UNPACK[encoding](packed.data) == plain.data
    assert packed.headers["ETag"] != plain.headers["ETag"]


def test_a_packing_that_the_browser_refuses_is_not_sent(client: FlaskClient, shop: Site) -> None:
    answer = client.get(f"/w/{shop.key}.js", headers={"Accept-Encoding": "br;q=0, gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"


def test_the_script_says_the_configured_address_whatever_host_was_asked(client: FlaskClient, shop: Site) -> None:
    honest = client.get(f"/w/{shop.key}.js").data
    forged = client.get(f"/w/{shop.key}.js", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}).data
    assert forged == honest


def test_every_chunk_that_the_script_names_is_there_for_a_year(client: FlaskClient, app: Any) -> None:
    from winback.assets import chunks

    for name, path in chunks().items():
        plain = client.get(path)
        assert plain.status_code == 200, name
        for encoding, unpack in UNPACK.items():
            answer = client.get(path, headers={"Accept-Encoding": encoding})
            assert answer.headers["Content-Encoding"] == encoding
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert unpack(answer.data) == plain.data


def test_a_chunk_of_another_version_is_a_clear_404(client: FlaskClient, shop: Site) -> None:
    answer = client.get("/w/c/0000000000000000.js")
    assert (answer.status_code, answer.get_json()["reason"]) == (404, "unknown_chunk")


@pytest.mark.parametrize("key", ["wb_nobody", "", "..%2f..%2fetc", "wb_" + "2" * 20, "wb_%00"])
def test_a_key_of_nobody_gets_a_harmless_script_that_says_why(client: FlaskClient, shop: Site, key: str) -> None:
    for asked in (key, new_site_key()):
        answer = client.get(f"/w/{asked}.js?callback=alert(1)")
        if "%2f" in asked:
            assert answer.status_code == 404  # that is no address of ours
        else:
            assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "max-age=60, must-revalidate")
            assert answer.data.startswith(b"/* Winback: no site has this key.")
        assert b"alert" not in answer.data


def test_the_live_check_is_never_kept_and_small(client: FlaskClient, shop: Site) -> None:
    answer = client.get(f"/w/{shop.key}/live")
    assert answer.get_json() == {"off": []}
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(f"/w/{new_site_key()}/live").get_json() == {"off": True}


def test_a_wrong_method_is_told_which_are_right(client: FlaskClient, shop: Site) -> None:
    answer = client.delete(f"/w/{shop.key}/live")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, OPTIONS")
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After"
    preflight = client.options(f"/e/{shop.key}")
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Methods"] == "POST"
    assert client.head(f"/w/{shop.key}.js").data == b""


@pytest.mark.parametrize("path", ["/e/../..", "/e/a/b", "/e/..%2f..%2fetc", "/w/x", "/w/a/b/c.js", "/c/a/live"])
def test_what_lies_nowhere_below_a_public_route_is_refused_as_json(client: FlaskClient, path: str) -> None:
    for answer in (client.get(path), client.post(path, data=b"{}"), client.options(path)):
        assert (answer.status_code, answer.get_json()["reason"]) == (404, "not_found")
        assert answer.content_type == "application/problem+json"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["//admin/login", "///api/v1/sites", "//wb/w/x.js", "//metrics"])
def test_two_slashes_are_no_way_around_a_proxy_that_guards_what_follows(client: FlaskClient, path: str) -> None:
    answer = client.get("/", environ_overrides={"PATH_INFO": path})
    assert (answer.status_code, answer.get_json()["reason"]) == (404, "not_found")


def test_the_service_says_that_it_is_alive_and_ready(client: FlaskClient, alice: Person) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {"status": "ready"}


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        ("203.0.113.9", "1.1.1.1", 0, "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9", 2, None),
        ("10.0.0.1", "1.1.1.1, <script>", 1, None),
        ("10.0.0.1", "127.0.0.1:80", 1, None),
        ("10.0.0.1", "", 1, None),
        ("", "", 0, None),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9", OURS, "203.0.113.9"),
        ("10.0.0.1", "6.6.6.6, 203.0.113.9, 127.0.0.1", OURS, "203.0.113.9"),
        ("203.0.113.9", "6.6.6.6", OURS, "203.0.113.9"),
        ("10.0.0.1", "203.0.113.9, <script>", OURS, None),
        ("10.0.0.1", "", OURS, None),
        ("10.0.0.1", "2001:db8::7", OURS, "2001:db8::7"),
    ],
    ids=[
        "no proxy: the header is anybody's claim",
        "one proxy: what it appended",
        "two proxies: what the outer one appended",
        "fewer hops than proxies: not through them",
        "markup is no address",
        "a port makes it no address",
        "a proxy that says nothing",
        "a socket without an address",
        "one of our networks: what it appended",
        "two of them: what the outer one appended",
        "none of them: the header is anybody's claim",
        "markup on the way is no address",
        "a proxy of ours that says nothing",
        "another family of addresses",
    ],
)
def test_only_trusted_proxies_say_who_the_client_is(
    peer: str, forwarded: str, proxies: Proxies, address: str | None
) -> None:
    environ = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": forwarded}
    assert client_address(environ, proxies) == address


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("[2001:db8::7]", None),
        ("[2001:db8::7]:443", None),
        ("203.0.113.9:443", None),
        ("fe80::1%eth0", None),
        ("fe80::1%<script>", None),
        ("unknown", None),
        ("_hidden", None),
        ("203.0.113.9,", None),
        ("203.0.113.009", None),
        ("0x7f000001", None),
        ("2130706433", None),
        ("２０３.0.113.9", None),
        ("203.0.113.9\x00", None),
        ("203.0.113.0/24", None),
    ],
)
def test_what_is_no_plain_address_is_none(said: str, address: str | None) -> None:
    assert client_address({"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": said}, 1) == address
    for peer in ("10.0.0.1", "::ffff:10.0.0.1"):
        assert client_address({"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_FOR": said}, OURS) == address
