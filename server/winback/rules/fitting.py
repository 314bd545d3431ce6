"""Whether a rule asks what can be answered: facts that there are, by ops and with values that make sense of them."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from .checking import Path, Problem, group_of, problem_at, said
from .facts import CAMPAIGN, Catalogue, Fact, Kind

_TYPES: dict[Kind, tuple[type, ...]] = {
    "text": (str,),
    "number": (int, float),
    "flag": (bool,),
    "list": (str, int, float),
}
_COMPARED: dict[Kind, str] = {
    "text": said("{fact} is compared with a text."),
    "number": said("{fact} is compared with a number."),
    "flag": said("{fact} is compared with true or false."),
    "list": said("{fact} is a list: look for a text or a number in it."),
}
_ASK_FOR_A_PART = ("contains", "not_contains", "starts_with", "ends_with", "glob", "matches")


def misfits(rule: Any, catalogue: Catalogue = CAMPAIGN) -> list[Problem]:
    """Every question of a rule that has let `check` pass which nobody could ever answer as it was meant."""
    return [problem for path, leaf in leaves(rule) for problem in _of_leaf(leaf, path, catalogue)]


def leaves(rule: Any, path: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The leaves of a rule that has let `check` pass, each with its path."""
    group = group_of(rule)
    if group is None:
        yield path, rule
    elif group == "not":
        yield from leaves(rule["not"], (*path, "not"))
    else:
        for index, part in enumerate(rule[group]):
            yield from leaves(part, (*path, group, index))


def _of_leaf(leaf: dict[str, Any], path: Path, catalogue: Catalogue) -> Iterator[Problem]:
    fact = catalogue.find(leaf["fact"])
    if fact is None:
        yield _unknown(leaf["fact"], (*path, "fact"), catalogue)
    elif leaf["op"] not in fact.ops:
        yield problem_at(
            (*path, "op"), "{fact} can't be asked so, only by {ops}.", fact=fact.name, ops=", ".join(fact.ops)
        )
    elif text := _misfit(fact, leaf["op"], leaf.get("value")):
        yield problem_at((*path, "value"), text, fact=fact.name, values=", ".join(fact.values))


def _unknown(name: str, path: Path, catalogue: Catalogue) -> Problem:
    known = [*catalogue.facts, *(f"{family.prefix}NAME" for family in catalogue.families)]
    near = get_close_matches(name, known, n=1, cutoff=0.7)
    if near:
        return problem_at(path, "There is no fact {fact}. Did you mean {near}?", fact=name, near=near[0])
    return problem_at(path, "There is no fact {fact}.", fact=name)


def _misfit(fact: Fact, op: str, value: Any) -> str | None:
    """Why this value can't be compared with the fact; None when it can, or when nothing is compared."""
    if value is None or fact.kind == "any":
        return None
    values = value if isinstance(value, list) else [value]
    if not all(_is_of(fact.kind, one) for one in values):
        return _COMPARED[fact.kind]
    if fact.values and op not in _ASK_FOR_A_PART and not set(values) <= set(fact.values):
        return said("{fact} is always one of {values}.")
    return None


def _is_of(kind: Kind, value: Any) -> bool:
    return isinstance(value, _TYPES[kind]) and (kind == "flag" or not isinstance(value, bool))
