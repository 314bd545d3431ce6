"""Which arm a visitor is in: GrowthBook's own vectors, and what an imported experiment needs beyond."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases import cases, each, each_of_column
from winback.assign import (
    Experiment,
    assign,
    bucket_ranges,
    choose_variation,
    equal_weights,
    hash_unit,
    in_holdout,
    in_namespace,
)
from winback.assign.addresses import forced_by_query, is_targeted
from winback.assign.conditions import passes
from winback.assign.growthbook import Context, evaluate_feature, own_docs, run

# ---- GrowthBook's table ----


@each_of_column("hash")
def test_hash(row: list[Any]) -> None:
    seed, value, version, expected = row
    assert hash_unit(seed, value, version) == expected


@each_of_column("getBucketRange")
def test_bucket_ranges(row: list[Any]) -> None:
    _, (count, coverage, weights), expected = row
    ranges = bucket_ranges(count, coverage, weights)
    assert [pytest.approx(one, abs=1e-6) for one in ranges] == expected


@each_of_column("chooseVariation")
def test_choose_variation(row: list[Any]) -> None:
    _, bucket, ranges, expected = row
    assert choose_variation(bucket, ranges) == expected


@each_of_column("inNamespace")
def test_in_namespace(row: list[Any]) -> None:
    _, unit, namespace, expected = row
    assert in_namespace(unit, namespace) is expected


@each_of_column("getEqualWeights")
def test_equal_weights(row: list[Any]) -> None:
    count, expected = row
    assert equal_weights(count) == pytest.approx(expected, abs=1e-8)


@each_of_column("getQueryStringOverride")
def test_forced_by_query(row: list[Any]) -> None:
    _, key, url, variations, expected = row
    assert forced_by_query(key, url, variations) == expected


@each_of_column("run")
def test_run(row: list[Any]) -> None:
    _, context, experiment, value, in_experiment, hash_used = row
    result = run(experiment, Context(context))
    assert [result["value"], result["inExperiment"], result["hashUsed"]] == [value, in_experiment, hash_used]


@each_of_column("stickyBucket")
def test_sticky_bucket(row: list[Any]) -> None:
    _, given, docs, feature, expected, docs_after = row
    context = Context(given, own_docs(given, docs))
    assert evaluate_feature(feature, context).get("experimentResult") == expected
    assert context.docs == docs_after


# ---- imported experiments, beyond that table ----


@each(cases("imported_condition"))
def test_an_imported_condition(row: dict[str, Any]) -> None:
    given = row["given"]
    assert passes(given["attributes"], given["condition"], given.get("groups", {})) is row["expect"]["passes"]


@each(cases("imported_address"))
def test_an_imported_address(row: dict[str, Any]) -> None:
    assert is_targeted(row["given"]["url"], row["given"]["targets"]) is row["expect"]["targeted"]


@each(cases("imported_run"))
def test_an_imported_run(row: dict[str, Any]) -> None:
    result = run(row["given"]["experiment"], Context(row["given"]["context"]))
    assert {name: result[name] for name in row["expect"]} == row["expect"]


@each(cases("imported_sticky"))
def test_an_imported_sticky_assignment(row: dict[str, Any]) -> None:
    given = row["given"]
    context = Context(given["context"], own_docs(given["context"], given["docs"]))
    result = evaluate_feature(given["feature"], context).get("experimentResult", {})
    assert (result.get("key"), result.get("stickyBucketUsed", False)) == (row["expect"]["key"], row["expect"]["sticky"])
    assert {key: doc["assignments"] for key, doc in (context.docs or {}).items()} == row["expect"]["assignments"]


# ---- campaigns ----

CART_SAVER: Experiment = {
    "seed": "cart-saver",
    "hash_version": 2,
    "coverage": 1,
    "arms": [{"id": "control", "weight": 0.1}, {"id": "a", "weight": 0.45}, {"id": "b", "weight": 0.45}],
}
VISITORS = [f"{number:032x}" for number in range(20_000)]


def test_arms_get_their_share_of_visitors() -> None:
    shares = dict.fromkeys(("control", "a", "b"), 0)
    for visitor in VISITORS:
        arm = assign(CART_SAVER, visitor)
        assert arm is not None
        shares[arm] += 1
    # four standard errors of a share of 0.45 among 20,000
    assert {arm: count / len(VISITORS) for arm, count in shares.items()} == pytest.approx(
        {"control": 0.1, "a": 0.45, "b": 0.45}, abs=0.014
    )


def test_a_wider_coverage_moves_nobody_to_another_arm() -> None:
    half = {visitor: assign({**CART_SAVER, "coverage": 0.5}, visitor) for visitor in VISITORS[:2000]}
    moved = [visitor for visitor, arm in half.items() if arm and assign(CART_SAVER, visitor) != arm]
    assert not moved
    assert 0.45 < sum(arm is not None for arm in half.values()) / len(half) < 0.55


def test_nobody_to_hash_has_no_arm() -> None:
    assert assign(CART_SAVER, None) is None
    assert assign(CART_SAVER, "") is None
    assert in_holdout({"seed": "holdout:2026Q4", "share": 1}, None) is False


def test_an_unknown_hash_version_gives_no_arm() -> None:
    assert assign({**CART_SAVER, "hash_version": 3}, VISITORS[0]) is None


def test_a_campaign_assigns_as_the_experiment_it_was_imported_from() -> None:
    imported = {
        "key": "cart-saver",
        "hashVersion": 2,
        "variations": ["control", "a", "b"],
        "weights": [0.1, 0.45, 0.45],
    }
    for visitor in VISITORS[:500]:
        assert assign(CART_SAVER, visitor) == run(imported, Context({"attributes": {"id": visitor}}))["value"]


def test_the_holdout_is_its_share_and_independent_of_the_arms() -> None:
    held = [visitor for visitor in VISITORS if in_holdout({"seed": "holdout:2026Q4", "share": 0.05}, visitor)]
    assert 0.044 < len(held) / len(VISITORS) < 0.056
    assert 0.38 < sum(assign(CART_SAVER, visitor) == "a" for visitor in held) / len(held) < 0.52
