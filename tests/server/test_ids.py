"""Identifiers."""

from __future__ import annotations

import pytest

from winback.ids import fingerprint, is_site_key, new_site_key, secret_token, uuid7


def test_event_ids_sort_by_the_millisecond_they_were_made_in() -> None:
    ids = [uuid7(ms) for ms in range(1_795_290_000_000, 1_795_290_000_500)]
    assert ids == sorted(ids)
    assert {(i.version, i.variant) for i in ids} == {(7, "specified in RFC 4122")}


def test_a_site_key_with_one_wrong_letter_is_no_site_key() -> None:
    key = new_site_key()
    assert is_site_key(key)
    wrong = key[:-1] + ("2" if key[-1] != "2" else "3")
    assert not is_site_key(wrong)


@pytest.mark.parametrize("text", ["", "wb_", "../../etc/passwd", "wb_" + "a" * 20, "WB_" + "2" * 20, "wb_%00"])
def test_anything_else_is_no_site_key(text: str) -> None:
    assert not is_site_key(text)


def test_what_is_stored_of_a_secret_does_not_hold_it() -> None:
    secret = secret_token("wbt")
    assert secret.startswith("wbt_")
    assert len(secret) > 40
    assert secret not in fingerprint(secret)
