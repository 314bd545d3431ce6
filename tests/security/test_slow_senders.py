"""Some who send less than they announced hold up nobody else, and are let go of when they hang up."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
import urllib3

from tests.support.servers import Service
from winback.ids import new_site_key

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("database_url", ["sqlite"], indirect=True),
]
SENDERS = 24  # of 32 threads; whoever has more connections to waste is for the proxy in front to hold back


def test_half_sent_bodies_hold_up_nobody(service_process: Service) -> None:
    where = urlsplit(service_process.url)
    head = (
        f"POST /e/{new_site_key()} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Type: text/plain\r\n"
        "Content-Length: 5000\r\n\r\n{"
    )
    with ExitStack() as stack:
        for _ in range(SENDERS):
            half = stack.enter_context(socket.create_connection((str(where.hostname), where.port or 80)))
            half.sendall(head.encode())
        assert_answers(service_process)
    # 48 in all: more than threads, so the first ones were let go
    with ExitStack() as stack:
        for _ in range(SENDERS):
            half = stack.enter_context(socket.create_connection((str(where.hostname), where.port or 80)))
            half.sendall(head.encode())
        assert_answers(service_process)


def assert_answers(service: Service) -> None:
    for _ in range(5):
        answer = urllib3.request("POST", f"{service.url}/e/nonsense", body=b"{}", timeout=30, retries=False)
        assert answer.status == 415
