"""Nobody writes lines of their own into the log."""

from __future__ import annotations

import io
import logging

from winback.logs import OneLine


def test_a_message_is_one_line_whatever_an_address_says() -> None:
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(OneLine("%(levelname)s %(message)s"))
    record = logging.LogRecord(
        "x", logging.ERROR, "", 1, "GET %s failed", ("/a\r\nINFO all is well\x1b[2J\u2028é",), None
    )
    handler.handle(record)
    assert said.getvalue() == "ERROR GET /a\\r\\nINFO all is well\\x1b[2J\\u2028é failed\n"
