"""Experiments that began in GrowthBook: they assign here exactly as there, so that nobody changes arm on the move.

`run` and `evaluate_feature` take GrowthBook's own JSON (experiment, context, features) and give a result in its words.
With sticky documents (`docs`, changed in place as arms are given) a returning visitor keeps the arm whatever happened
to weights, coverage or the attribute hashed. widget/src/growthbook/ is the same in the browser.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from winback.assign.addresses import forced_by_query, is_targeted, matches_page
from winback.assign.buckets import bucket_ranges, choose_variation, hash_unit, in_namespace, in_range
from winback.assign.conditions import passes
from winback.assign.context import Context, Given
from winback.assign.javascript import is_truthy, to_text
from winback.assign.sticky import NONE, keep, own_docs, sticky_variation

__all__ = ["Context", "Result", "evaluate_feature", "own_docs", "run"]

Result = dict[str, Any]


def run(experiment: Given, context: Context, feature: str | None = None) -> Result:
    """GrowthBook's result for one visitor: inExperiment, variationId, value, hashUsed, bucket, stickyBucketUsed …"""
    experiment = {**experiment, **context.given.get("overrides", {}).get(experiment["key"], {})}
    outcome = Outcome(experiment, context, feature)
    if len(experiment["variations"]) < 2 or context.given.get("enabled") is False:
        return outcome.result(NONE)
    if "urlPatterns" in experiment and not is_targeted(_url(context), experiment["urlPatterns"]):
        return outcome.result(NONE)
    forced = _forced(experiment, context)
    if forced is not None:
        return outcome.result(forced)
    name, value = outcome.unit
    if experiment.get("status") == "draft" or experiment.get("active") is False or not is_truthy(value):
        return outcome.result(NONE)
    return _assigned(outcome, name, to_text(value))


def _assigned(outcome: "Outcome", name: str, value: str) -> Result:
    experiment, context = outcome.experiment, outcome.context
    sticky, is_blocked = sticky_variation(experiment, context)
    is_sticky = sticky > NONE
    if not is_sticky and any(excludes(experiment, context, value) for excludes in EXCLUSIONS):
        return outcome.result(NONE)
    bucket = hash_unit(experiment.get("seed") or experiment["key"], value, experiment.get("hashVersion") or 1)
    if bucket is None or ("url" in experiment and not matches_page(_url(context), experiment["url"])):
        return outcome.result(NONE)
    variation = sticky if is_sticky else choose_variation(bucket, _ranges(experiment))
    if is_blocked:
        return outcome.result(NONE, is_sticky=True)
    if variation == NONE:
        return outcome.result(NONE)
    if "force" in experiment:
        return outcome.result(experiment["force"])
    if context.given.get("qaMode") or experiment.get("status") == "stopped":
        return outcome.result(NONE)
    result = outcome.result(variation, bucket=bucket, is_sticky=is_sticky)
    keep(experiment, context, name, value, result["key"])
    return result


def _url(context: Context) -> str:
    return context.given.get("url") or ""


def _forced(experiment: Given, context: Context) -> int | None:
    key = experiment["key"]
    by_query = forced_by_query(key, _url(context), len(experiment["variations"]))
    forced: int | None = context.given.get("forcedVariations", {}).get(key)
    return forced if by_query is None else by_query


def _ranges(experiment: Given) -> Any:
    coverage = experiment.get("coverage")
    fair = bucket_ranges(len(experiment["variations"]), 1 if coverage is None else coverage, experiment.get("weights"))
    return experiment.get("ranges") or fair


@dataclass(frozen=True)
class Outcome:
    """Writes results of one experiment in GrowthBook's words."""

    experiment: Given
    context: Context
    feature: str | None

    @property
    def unit(self) -> tuple[str, Any]:
        is_sticky = self.context.is_sticky(self.experiment)
        fallback = self.experiment.get("fallbackAttribute") if is_sticky else None
        return self.context.unit(self.experiment.get("hashAttribute"), fallback)

    def result(self, variation: int, bucket: float | None = None, is_sticky: bool = False) -> Result:
        """A variation that does not exist gives the first one's value, and no place in the experiment."""
        variations = self.experiment["variations"]
        is_in = 0 <= variation < len(variations)
        index = variation if is_in else 0
        name, value = self.unit
        meta = (self.experiment.get("meta") or [{}] * len(variations))[index]
        result = {
            "key": meta.get("key") or str(index),
            "featureId": self.feature,
            "inExperiment": is_in,
            "hashUsed": bucket is not None,
            "variationId": index,
            "value": variations[index] if variations else None,
            "hashAttribute": name,
            "hashValue": value,
            "stickyBucketUsed": is_sticky,
        }
        extras = {"name": meta.get("name"), "bucket": bucket, "passthrough": meta.get("passthrough")}
        return result | {key: extra for key, extra in extras.items() if extra not in (None, "", False)}


# ---- who is left out: each takes the experiment, the context and the value hashed ----


def _is_beside_namespace(experiment: Given, context: Context, value: str) -> bool:
    if "filters" in experiment:  # they replace namespaces
        return _is_filtered_out(experiment["filters"], context)
    return "namespace" in experiment and not in_namespace(value, experiment["namespace"])


def _fails_condition(experiment: Given, context: Context, value: str) -> bool:
    return bool(experiment.get("condition")) and not context.passes(experiment["condition"])


def _fails_prerequisite(experiment: Given, context: Context, value: str) -> bool:
    return any(_prerequisite(parent, context) != "met" for parent in experiment.get("parentConditions", ()))


def _is_beside_groups(experiment: Given, context: Context, value: str) -> bool:
    groups = context.given.get("groups", {})
    return "groups" in experiment and not any(groups.get(group) for group in experiment["groups"])


Exclusion = Callable[[Given, Context, str], bool]
EXCLUSIONS: list[Exclusion] = [_is_beside_namespace, _fails_condition, _fails_prerequisite, _is_beside_groups]


def _is_filtered_out(filters: Iterable[Given], context: Context) -> bool:
    return any(not _lets_in(one, context) for one in filters)


def _lets_in(one: Given, context: Context) -> bool:
    _, value = context.unit(one.get("attribute"))
    bucket = hash_unit(one["seed"], to_text(value), one.get("hashVersion") or 2) if is_truthy(value) else None
    return bucket is not None and any(in_range(bucket, within) for within in one["ranges"])


# ---- features: a list of rules, the first that applies gives the value ----


def evaluate_feature(key: str, context: Context) -> Result:
    """{"value", "source"} and, where an experiment gave it, "experimentResult"."""
    features = context.given.get("features", {})
    if key in context.path:
        return {"value": None, "source": "cyclicPrerequisite"}
    if key not in features:
        return {"value": None, "source": "unknownFeature"}
    inside = context.inside(key)
    for rule in features[key].get("rules", ()):
        if (result := _apply(rule, key, inside)) is not None:
            return result
    return {"value": features[key].get("defaultValue"), "source": "defaultValue"}


def _apply(rule: Given, key: str, context: Context) -> Result | None:
    """What this rule gives; None when the next one is to be asked."""
    for parent in rule.get("parentConditions", ()):
        outcome = _prerequisite(parent, context)
        if outcome == "circle":
            return {"value": None, "source": "cyclicPrerequisite"}
        if outcome == "unmet":
            return {"value": None, "source": "prerequisite"} if parent.get("gate") else None
    if _is_filtered_out(rule.get("filters", ()), context):
        return None
    if "force" in rule:
        return {"value": rule["force"], "source": "force"} if _is_rolled_out(rule, key, context) else None
    if "variations" not in rule:
        return None
    result = run({"key": key, **{name: rule[name] for name in EXPERIMENT_KEYS if name in rule}}, context, key)
    if not result["inExperiment"] or result.get("passthrough"):
        return None
    return {"value": result["value"], "source": "experiment", "experimentResult": result}


EXPERIMENT_KEYS = (
    *("key", "variations", "weights", "coverage", "ranges", "meta", "name", "seed", "phase", "hashVersion"),
    *("hashAttribute", "fallbackAttribute", "disableStickyBucketing", "bucketVersion", "minBucketVersion"),
    *("namespace", "filters", "condition"),
)


def _prerequisite(parent: Given, context: Context) -> str:
    """ "met", "unmet", or "circle" when the features ask each other."""
    result = evaluate_feature(parent["id"], context)
    if result["source"] == "cyclicPrerequisite":
        return "circle"
    return "met" if passes({"value": result["value"]}, parent.get("condition") or {}, {}) else "unmet"


def _is_rolled_out(rule: Given, key: str, context: Context) -> bool:
    if rule.get("condition") and not context.passes(rule["condition"]):
        return False
    if "range" not in rule and "coverage" not in rule:
        return True
    fallback = rule.get("fallbackAttribute") if context.is_sticky(rule) else None
    _, value = context.unit(rule.get("hashAttribute"), fallback)
    bucket = hash_unit(rule.get("seed") or key, to_text(value), rule.get("hashVersion") or 1)
    if bucket is None or not is_truthy(value):
        return False
    if "range" in rule:
        return in_range(bucket, rule["range"])
    return bool(0 < rule["coverage"] >= bucket)
