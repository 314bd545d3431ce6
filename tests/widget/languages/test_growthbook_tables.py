"""GrowthBook's own table, and what is imported from it, row by row in the browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.cases import cases, each, each_of_column


@each_of_column("hash")
def test_hash(row: list[Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("hash", row) == row[-1]


@each_of_column("getBucketRange")
def test_bucket_ranges(row: list[Any], browser_says: Callable[..., Any]) -> None:
    assert [pytest.approx(one, abs=1e-6) for one in browser_says("getBucketRange", row)] == row[-1]


@each_of_column("chooseVariation")
def test_choose_variation(row: list[Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("chooseVariation", row) == row[-1]


@each_of_column("inNamespace")
def test_in_namespace(row: list[Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("inNamespace", row) is row[-1]


@each_of_column("getEqualWeights")
def test_equal_weights(row: list[Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("getEqualWeights", row) == pytest.approx(row[-1], abs=1e-8)


@each_of_column("getQueryStringOverride")
def test_forced_by_query(row: list[Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("getQueryStringOverride", row) == row[-1]


@each_of_column("run")
def test_run(row: list[Any], browser_says: Callable[..., Any]) -> None:
    result = browser_says("run", row)
    assert [result["value"], result["inExperiment"], result["hashUsed"]] == row[-3:]


@each_of_column("stickyBucket")
def test_sticky_bucket(row: list[Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("stickyBucket", row) == row[-2:]


@each(cases("imported_condition"))
def test_an_imported_condition(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("imported_condition", row["given"]) is row["expect"]["passes"]


@each(cases("imported_address"))
def test_an_imported_address(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    assert browser_says("imported_address", row["given"]) is row["expect"]["targeted"]


@each(cases("imported_run"))
def test_an_imported_run(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    result = browser_says("imported_run", row["given"])
    assert {name: result[name] for name in row["expect"]} == row["expect"]


@each(cases("imported_sticky"))
def test_an_imported_sticky_assignment(row: dict[str, Any], browser_says: Callable[..., Any]) -> None:
    result, docs = browser_says("imported_sticky", row["given"])
    assert (result.get("key"), result.get("stickyBucketUsed", False)) == (row["expect"]["key"], row["expect"]["sticky"])
    assert {key: doc["assignments"] for key, doc in docs.items()} == row["expect"]["assignments"]
