"""Who asks GrowthBook's experiments, and where."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from winback.assign.conditions import attribute_at, passes
from winback.assign.javascript import is_truthy

Given = Mapping[str, Any]  # GrowthBook's JSON, as it was exported
Docs = dict[str, dict[str, Any]]  # "attribute||value" → {attributeName, attributeValue, assignments}


@dataclass(frozen=True)
class Context:
    """GrowthBook's context; `docs` None = assignments are not sticky."""

    given: Given
    docs: Docs | None = None
    path: frozenset[str] = field(default=frozenset())  # features being evaluated, to notice a circle

    @property
    def attributes(self) -> Given:
        return {**self.given.get("attributes", {}), **self.given.get("attributeOverrides", {})}

    def inside(self, feature: str) -> "Context":
        return Context(self.given, self.docs, self.path | {feature})

    def is_sticky(self, rule: Given) -> bool:
        return self.docs is not None and not rule.get("disableStickyBucketing")

    def unit(self, attribute: str | None, fallback: str | None = None) -> tuple[str, Any]:
        """The attribute that is hashed, and its value ("" when there is none)."""
        name = attribute or "id"
        value = self._attribute(name)
        if not is_truthy(value) and fallback and is_truthy(other := self._attribute(fallback)):
            return fallback, other
        return name, value

    def _attribute(self, name: str) -> Any:
        attributes = self.attributes
        if name in attributes:
            return attributes[name]
        nested = attribute_at(attributes, name)
        return "" if nested is None else nested

    def passes(self, condition: Given) -> bool:
        return passes(self.attributes, condition, self.given.get("savedGroups", {}))
