"""The API does what its own OpenAPI document says: cases made from the document, sent to every operation."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    load_all_checks,
    negative_data_rejection,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from tests.server.api.story import NPS, Told, campaign, visitor
from tests.support.cast import Person
from tests.support.clock import NOON
from winback.models.site import Site

load_all_checks()

EXAMPLES = 8  # an operation and mode: seconds, and the same ones each time
# Not positive_data_acceptance: the document can't say that ids must not repeat, that arms must fit the variants,
# or which texts are a cursor.
CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]


@pytest.fixture
def real(alice: Person, shop: Site) -> dict[str, str]:
    """What stands in an address so that it leads somewhere."""
    campaign(alice, shop, "nps", {"a": NPS}, kind="survey")
    told = Told(alice, shop)
    exposure = told.met(visitor(1), "nps", "a", NOON)
    told.answered(visitor(1), exposure, 9, NOON)
    told.send()
    return {"site": str(shop.id), "campaign": "nps", "response_id": exposure}


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_operation_keeps_its_word(app: Flask, alice: Person, real: dict[str, str], mode: GenerationMode) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", app)

    @schema.auth()
    class Bearer:
        def get(self, case: Any, context: Any) -> str:
            return alice.api_token

        def set(self, case: Any, data: str, context: Any) -> None:
            case.headers["Authorization"] = f"Bearer {data}"

    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 40
    for operation in operations:
        try:
            send_cases(operation, mode, real)
        except BaseException as error:
            error.add_note(operation.label)
            raise


def send_cases(operation: Any, mode: GenerationMode, real: dict[str, str]) -> None:
    negative = mode is GenerationMode.NEGATIVE

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        if "" in (case.query or {}):
            return  # werkzeug drops a parameter without a name
        if not negative:
            case.path_parameters.update({k: v for k, v in real.items() if k in case.path_parameters})
        case.call_and_validate(checks=[*CHECKS, negative_data_rejection] if negative else CHECKS)

    send()
