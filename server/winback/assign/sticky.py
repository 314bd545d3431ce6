"""GrowthBook's sticky assignments: the arm that a visitor was given before, kept in one document per hashed attribute."""

from collections.abc import Iterable, Mapping
from typing import Any

from winback.assign.context import Context, Docs, Given
from winback.assign.javascript import is_truthy, to_json

NONE = -1  # no variation


def own_docs(context: Given, docs: Iterable[Mapping[str, Any]]) -> Docs:
    """Of stored documents, those about this visitor: the ones for an attribute that some experiment hashes."""
    asked = Context(context)
    names = context.get("stickyBucketIdentifierAttributes") or _hashed_attributes(context)
    own = {_doc_key(name, asked.unit(name)[1]) for name in names}
    known = {_doc_key(doc["attributeName"], doc["attributeValue"]): dict(doc) for doc in docs}
    return {**context.get("stickyBucketAssignmentDocs", {}), **{key: known[key] for key in known if key in own}}


def _hashed_attributes(context: Given) -> set[str]:
    rules = [rule for feature in context.get("features", {}).values() for rule in feature.get("rules", ())]
    hashing = [rule for rule in rules if "variations" in rule] + list(context.get("experiments", ()))
    fallbacks = {rule["fallbackAttribute"] for rule in hashing if rule.get("fallbackAttribute")}
    return fallbacks | {rule.get("hashAttribute") or "id" for rule in hashing}


def _doc_key(name: str, value: object) -> str:
    return f"{name}||{value if isinstance(value, str) else to_json(value)}"


def sticky_variation(experiment: Given, context: Context) -> tuple[int, bool]:
    """The variation kept for this visitor (NONE without), and whether an older version of the buckets shuts them out."""
    if not context.is_sticky(experiment):
        return NONE, False
    kept = _assignments(experiment, context)
    if any(_bucket_key(experiment, version) in kept for version in range(experiment.get("minBucketVersion") or 0)):
        return NONE, True
    variation_key = kept.get(_bucket_key(experiment, experiment.get("bucketVersion") or 0))
    keys = [meta.get("key") for meta in experiment.get("meta") or ()]
    return (keys.index(variation_key) if variation_key is not None and variation_key in keys else NONE), False


def _bucket_key(experiment: Given, version: int) -> str:
    return f"{experiment['key']}__{version}"


def _assignments(experiment: Given, context: Context) -> dict[str, str]:
    docs = context.docs or {}
    own = docs.get(_doc_key(*context.unit(experiment.get("hashAttribute"))), {})
    name, value = context.unit(experiment.get("fallbackAttribute"))
    fallback = docs.get(_doc_key(name, value), {}) if is_truthy(value) else {}
    return {**fallback.get("assignments", {}), **own.get("assignments", {})}


def keep(experiment: Given, context: Context, name: str, value: str, variation_key: str) -> None:
    if context.docs is None or not context.is_sticky(experiment):
        return
    key = _doc_key(name, value)
    kept = context.docs.get(key, {}).get("assignments", {})
    assignments = {**kept, _bucket_key(experiment, experiment.get("bucketVersion") or 0): variation_key}
    context.docs[key] = {"attributeName": name, "attributeValue": value, "assignments": assignments}
