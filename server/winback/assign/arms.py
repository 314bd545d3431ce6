"""Which arm of a campaign a unit is in, and who is held out of all campaigns; the same in widget/src/assign.ts."""

from collections.abc import Sequence
from typing import TypedDict

from winback.assign.buckets import hash_unit, hash_v2


class Arm(TypedDict):
    id: str
    weight: float


class Experiment(TypedDict):
    """As in a campaign and in the published script; more keys may stand beside these."""

    seed: str
    hash_version: int
    coverage: float
    arms: Sequence[Arm]


class Holdout(TypedDict):
    seed: str
    share: float


def assign(experiment: Experiment, unit: str | None) -> str | None:
    """The arm's id, or None: outside the coverage, or nobody to hash."""
    bucket = hash_unit(experiment["seed"], unit, experiment["hash_version"]) if unit else None
    if bucket is None:
        return None
    start = 0.0
    for arm in experiment["arms"]:
        if start <= bucket < start + experiment["coverage"] * arm["weight"]:
            return arm["id"]
        start += arm["weight"]
    return None


def in_holdout(holdout: Holdout, visitor: str | None) -> bool:
    return bool(visitor) and hash_v2(holdout["seed"], str(visitor)) < holdout["share"]
