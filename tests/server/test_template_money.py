"""A template's amounts are of the site's currency."""

import pytest

from winback.models import Site
from winback.targeting.templates import content_for, template


@pytest.mark.parametrize(("currency", "amounts"), [("EUR", [30, 50]), ("USD", [30, 50]), ("KRW", [30_000, 50_000])])
def test_nearly_free_delivery_is_near_in_the_site_s_money(currency: str, amounts: list[int]) -> None:
    chosen = template("free_delivery")
    assert chosen is not None
    for _ in range(2):  # the template itself stays as it is
        site = Site(name="Shop", language="en", currency=currency)
        asked = content_for(chosen, site, "bar")["audience"]["all"]
        assert [each["value"] for each in asked] == amounts
