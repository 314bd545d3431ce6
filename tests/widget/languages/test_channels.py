"""Browser and Python name the same channel, and read the same clock."""

from __future__ import annotations

from urllib.parse import urlencode

from hypothesis import given
from hypothesis import strategies as st

from tests.widget.languages.asking import Ask
from tests.widget.languages.batches import (
    BATCHES,
    Batch,
    batches,
)
from winback.rules.channels import CLICK_IDS, channel, channel_of_visit
from winback.rules.times import time_in

word = st.sampled_from(
    ["", "google", "Newsletter", "www.google.co.uk", "m.facebook.com", "t.co", "eshop", "workshop", "(direct)", "cpc",
     "PPC", "paid", "social", "e-mail", "push", "video", "display", "referral", "shop.example", "blog.shop.example",
     "www.shop.example", "gemini.google.com", "x", "é", "naver", "cross-network", "affiliates"]
)  # fmt: skip
visit = st.tuples(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("source", "medium", "campaign"), word)),
    word,
    st.sampled_from(["", "shop.example", "www.shop.example"]),
    st.sampled_from(["", *CLICK_IDS]),
)


@given(batch=batches(visit))
@BATCHES
def test_both_languages_name_the_same_channel(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("channel", batch), strict=True):
        assert channel(*row) == said, row


query = st.dictionaries(st.sampled_from(["utm_source", "utm_medium", "utm_campaign", "gclid", "fbclid", "q"]), word)
landing = st.builds(
    lambda host, asked: f"https://{host}/p?{urlencode(asked)}",
    st.sampled_from(["shop.example", "www.shop.example"]),
    query,
)
referrer = st.one_of(
    st.just(""), word.filter(lambda one: one.isascii() and "." in one).map(lambda host: f"https://{host}/x")
)


@given(batch=batches(st.tuples(landing, referrer)))
@BATCHES
def test_both_languages_read_the_same_channel_out_of_addresses(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("channel_of_visit", batch), strict=True):
        assert channel_of_visit(*row) == said, row


zone = st.sampled_from(
    ["UTC", "Europe/Berlin", "Asia/Seoul", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia"]
)


@given(batch=batches(st.tuples(zone, st.integers(0, 2**41))))
@BATCHES
def test_both_languages_read_the_same_clock(ask: Ask, batch: Batch) -> None:
    for row, said in zip(batch, ask("time", batch), strict=True):
        assert time_in(*row) == said, row
