"""JSON that means one thing on every machine."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from winback.ingest.strict_json import BadJson, check_value, decode, depth_of, with_whole_characters

NESTED = {n: b'{"a":' * n + b"1" + b"}" * n for n in (8, 9, 1000, 50_000)}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "zero-length"),
        (b"{", "."),
        (b"{} {}", "unexpected content"),
        (b'{"a":1,}', "."),
        (b"{'a':1}", "."),
        (b"\xef\xbb\xbf{}", "BOM"),
        ('{"a":"é"}'.encode("latin-1"), "."),
        ("{}".encode("utf-16"), "."),
        (b'"\xed\xa0\x80"', "."),
        (b'"\\ud800"', "surrogate"),
        (b'{"\\udfff":1}', "surrogate"),
        (b'"\\u0000"', "NUL"),
        (b'{"\\u0000":1}', "NUL"),
        (b'[{"a":["\\u0000"]}]', "NUL"),
        (b'"\x00"', "control"),
        (b"NaN", "."),
        (b"[Infinity]", "."),
        (b"-Infinity", "."),
        (b"1e999", "infinity"),
        (b'{"a":1,"a":1}', "twice"),
        (b'{"a":1,"\\u0061":2}', "twice"),
        (b'[{"b":{"a":1, "a" : 2}}]', "twice"),
        (b"9223372036854775808", "64 bit"),
        (b"-9223372036854775809", "64 bit"),
        (b"[18446744073709551616]", "64 bit"),
        (b'{"a":123456789012345678901234567890}', "64 bit"),
        (b"9" * 5000, "."),
        (NESTED[9], "8 levels"),
        (b"[" * 9 + b"]" * 9, "8 levels"),
        (NESTED[1000], "8 levels"),
        (NESTED[50_000], "."),
    ],
)
def test_what_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(BadJson, match=why):
        decode(body)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a":9223372036854775807,"b":-9223372036854775808}', {"a": 2**63 - 1, "b": -(2**63)}),
        (
            b'{"a":"\\\\u0000: {\\"a\\":1,\\"a\\":2} 99999999999999999999"}',
            {"a": '\\u0000: {"a":1,"a":2} 99999999999999999999'},
        ),
        (b"12345678901234567890.5", 12345678901234567890.5),
        (b"1e30", 1e30),
        (b"1e-" + b"0" * 5000 + b"1", 0.1),
        (b"[1E-00000000000000000000000000001]", [0.1]),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        (b'[{"a":1},{"a":1}]', [{"a": 1}, {"a": 1}]),
        (b'{"a":":","b:":"\\\\"}', {"a": ":", "b:": "\\"}),
    ],
)
def test_what_only_looks_bad_is_taken(body: bytes, value: Any) -> None:
    assert decode(body) == value


def test_eight_levels_are_taken() -> None:
    assert depth_of(decode(NESTED[8])) == 8


plain = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False, allow_infinity=False)
texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
values = st.recursive(plain | texts, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=20)


@settings(deadline=None)
@given(values.filter(lambda value: depth_of(value) <= 8))
def test_every_good_value_comes_back(value: Any) -> None:
    assert decode(orjson.dumps(value)) == value
    assert decode(json.dumps(value, indent=1).encode()) == value
    check_value(value)


@settings(deadline=None)
@given(st.binary(max_size=60))
def test_no_bytes_do_anything_but_decode_or_be_refused(body: bytes) -> None:
    with contextlib.suppress(BadJson):
        decode(body)


@settings(deadline=None)
@given(values, st.sampled_from(["\0", "\ud800", 2**63, -(2**63) - 1, float("nan"), float("inf")]))
def test_a_value_that_came_decoded_is_held_to_the_same(value: Any, bad: Any) -> None:
    for planted in ([value, bad], {"a": value, "b": {"c": [bad]}}, *([{bad: 1}] if isinstance(bad, str) else [])):
        with pytest.raises(BadJson):
            check_value(planted)


def test_a_deep_value_is_refused_and_does_not_exhaust_the_stack() -> None:
    value: Any = 1
    for _ in range(900):
        value = [value]
    with pytest.raises(BadJson, match="8 levels"):
        check_value(value)


@pytest.mark.parametrize(
    ("cut", "whole"),
    [
        (rb'"a\ud83d"', "a\ufffd"),
        (rb'"\ude00b"', "\ufffdb"),
        (rb'"\ud83d\ud83d\ude00"', "\ufffd\U0001f600"),
        (rb'"\uD83D\u0041"', "\ufffdA"),
        (rb'"\\ud83d"', r"\ud83d"),
        (rb'"\\\ud83d\\"', "\\\ufffd\\"),
    ],
    ids=[
        "first half",
        "second half",
        "beside a pair",
        "before a letter",
        "behind a backslash",
        "behind an escaped one",
    ],
)
def test_half_a_character_becomes_the_sign_for_none(cut: bytes, whole: str) -> None:
    assert decode(with_whole_characters(cut)) == whole


@given(st.text(st.characters()).map(lambda text: json.dumps(text).encode()))
def test_what_has_whole_characters_stays_as_it_is(body: bytes) -> None:
    assert with_whole_characters(body) == body
