"""The launch gate's view of an experiment: its arms, their weights and their variants."""

import math
from collections.abc import Iterator
from typing import Any

from ..models import Site
from .problem import Problem

CONTROL = "control"


def has_valid_weights(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    arms = content["experiment"]["arms"]
    for index, arm in enumerate(arms):
        if not _is_weight(arm["weight"]):
            yield Problem(f"experiment.arms.{index}.weight", "A share lies between 0 and 100 %.")
    weights = [arm["weight"] for arm in arms if _is_weight(arm["weight"])]
    if not math.isclose(sum(weights), 1, abs_tol=1e-6):
        total = f"{round(sum(weights) * 100, 2):g}"
        yield Problem("experiment.arms", "The shares must add up to 100 %, now it is {total} %.", {"total": total})
    if not any(arm["weight"] > 0 for arm in arms if arm["id"] != CONTROL):
        yield Problem("experiment.arms", "No variant has a share, so nobody would see anything.")


def matches_variants(content: dict[str, Any], site: Site) -> Iterator[Problem]:
    ids = [arm["id"] for arm in content["experiment"]["arms"]]
    for index, name in enumerate(ids):
        if name in ids[:index]:
            yield Problem(f"experiment.arms.{index}.id", "The arm {arm} is there twice.", {"arm": name})
        if name != CONTROL and name not in content["variants"]:
            yield Problem(f"experiment.arms.{index}.id", "The arm {arm} has no variant.", {"arm": name})
    for name in content["variants"]:
        if name not in ids:
            yield Problem(f"variants.{name}", "The variant {arm} has no share.", {"arm": name})


def _is_weight(weight: Any) -> bool:
    return isinstance(weight, int | float) and 0 <= weight <= 1
