"""Hostile texts as answers of a page of its own, and hostile bytes to the server itself."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import urllib3

from tests.security.hostile import body_maker, requests_of
from tests.security.test_every_public_route import (
    IDS,
    ROUTES,
    ROWS,
    Known,
    assert_well,
    real,
    stages,  # noqa: F401 - a fixture
    values,
)
from tests.security.test_hostile_inputs import Stage, values_for
from tests.server.hosted.forms import state_in
from tests.server.ingest.senders import CHROME
from tests.support.databases import SqliteDatabases
from tests.support.servers import service_on_disk
from winback.web.own_domain import MOUNT


@pytest.mark.slow
def test_every_hostile_text_as_an_answer_of_a_page(stages: list[Stage]) -> None:  # noqa: F811
    known = Known(values_for(stages))
    texts = sorted({h.body.decode("utf-8", "replace")[-190:] for row in ROWS for h in requests_of(row, known)})
    kept = 0
    for number, text in enumerate(texts[::4]):
        stage = stages[number % 2]
        client = stage.app.test_client()
        form = ("", MOUNT)[number // 2 % 2] + real("/f/{slug}", stage.site.key)
        page = client.get(form, query_string={"score": text, "lang": text})
        answers = {":state": state_in(page), ":lang": text, "score": "9", "why": text, text: text}
        answer = client.post(form, data=answers)
        assert answer.status_code in (200, 413, 422), (text, answer.status_code)
        assert text not in answer.text or not re.search("[<>]", text), "it is shown as it is"
        kept += "Thank you" in answer.text
        spoilt = {**answers, ":state": state_in(page)[:-3] + "AAA"}
        assert client.post(form, data=spoilt).status_code == 404
    assert kept > len(texts[::4]) // 2
    assert_well(stages)


@pytest.mark.slow
def test_every_route_over_a_socket(tmp_path: Path, sqlite_databases: SqliteDatabases) -> None:
    """Bytes that no client library would send, to the server itself: whatever it says, it goes on."""
    known = Known({**values(), "KEY": "wb_0", "EXPOSURE": IDS[0], "OTHER_VISITOR": "f" * 32})
    bodies = sorted({h.body[:2000] for row in ROWS for h in requests_of(row, known)})[::40]
    with service_on_disk(tmp_path, sqlite_databases) as (service, key):
        for each in ROUTES.values():
            route = f"{each.method} {{}}{real(each.name, key)}"
            for number, body in enumerate(bodies):
                line = route.format(("", MOUNT)[number % 2]).encode()
                for target, header in ((line, b"x"), (line + b"?q=" + body[:300], b"x"), (line, body[:300])):
                    status = spoken_to(service.url, target, header, body)
                    assert status is None or status < 500, (target, header, body)
        assert urllib3.request("GET", f"{service.url}/w/{key}.js", retries=False).status == 200
        good = body_maker(values())("1")
        headers = {"Origin": "https://shop.example", "User-Agent": CHROME, "Content-Type": "text/plain"}
        answer = urllib3.request("POST", f"{service.url}/e/{key}", body=good, headers=headers, retries=False)
        assert answer.json() == {"accepted": 1, "dropped": []}


def spoken_to(url: str, target: bytes, header: bytes, body: bytes) -> int | None:
    """The status of the answer; None where it was hung up on without any."""
    where = urlsplit(url)
    said = target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: text/plain\r\nX-Hostile: " + header
    with socket.create_connection((str(where.hostname), where.port or 80), timeout=30) as connection:
        try:
            connection.sendall(said + b"\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            connection.shutdown(socket.SHUT_WR)
            told = b""
            while b"\r\n" not in told and (part := connection.recv(4096)):
                told += part
        except OSError:
            return None
    return int(told.split(b" ")[1]) if told.startswith(b"HTTP/1.1 ") else None
