"""Which values of the shop's pages a script carries for hidden fields."""

from __future__ import annotations

from typing import Any

import pytest

from winback.models import Site
from winback.targeting.pages import carried


@pytest.mark.parametrize(
    ("block", "names"),
    [
        ({"type": "hidden", "source": "variable", "name": "plan"}, ["plan"]),
        ({"type": "hidden", "source": "url", "name": "plan"}, []),
        ({"type": "field", "kind": "text"}, []),
    ],
    ids=["a value of the page", "a parameter of that name", "no hidden field"],
)
def test_only_the_values_that_a_hidden_field_keeps_travel(block: dict[str, Any], names: list[str]) -> None:
    values = [{"name": name, "from": "js", "at": name, "kind": "text"} for name in ("plan", "stock")]
    variant = {"format": "popup", "steps": [{"id": "s", "blocks": [{"id": "h", **block}], "next": None}]}
    found = carried(Site(page_variables=values, page_groups=[]), [{"variants": {"a": variant}}])
    assert [one["name"] for one in found.get("variables", [])] == names
