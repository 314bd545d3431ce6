"""Whether a rule may be saved."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from winback.rules.patterns import why_refused

DEPTH_LIMIT = 10
LEAF_LIMIT = 200
LIST_LIMIT = 1000
TEXT_LIMIT = 1000
NAME_LIMIT = 100


class Problem(NamedTuple):
    path: str  # from the rule's root, as in "all.0.not.value"; "" is the root itself
    text: str
    values: Mapping[
        str, str
    ] = {}  # what stands in the text's braces, apart, so that it can be said in another language

    @property
    def message(self) -> str:
        return self.text.format(**self.values) if self.values else self.text


def check(rule: object) -> list[Problem]:
    """Every reason not to save a rule, each with its place; [] when it may be saved."""
    problems = list(_check(rule, (), 1))
    if _leaves(rule, 1) > LEAF_LIMIT:
        problems.append(Problem("", f"has more than {LEAF_LIMIT} conditions"))
    return problems


Path = tuple[str | int, ...]


def said(text: str) -> str:
    """The text itself: marks one for the translators where it stands apart from its problem."""
    return text


def problem_at(path: Path, text: str, **values: str) -> Problem:
    return Problem(".".join(map(str, path)), text, values)


def _check(rule: object, path: Path, depth: int) -> Iterator[Problem]:
    if depth > DEPTH_LIMIT:
        yield problem_at(path, f"is nested deeper than {DEPTH_LIMIT}")
    elif not isinstance(rule, dict):
        yield problem_at(path, "is no rule: a rule is an object with all, any, not, or fact and op")
    elif (group := group_of(rule)) is None:
        yield from _check_leaf(rule, path)
    elif len(rule) > 1:
        yield problem_at(path, f"has something beside {group}")
    elif group == "not":
        yield from _check(rule["not"], (*path, "not"), depth + 1)
    elif not isinstance(rule[group], list):
        yield problem_at((*path, group), "is not a list of rules")
    else:
        for index, part in enumerate(rule[group][: LEAF_LIMIT + 1]):
            yield from _check(part, (*path, group, index), depth + 1)


def group_of(rule: dict[str, object]) -> str | None:
    return next((name for name in ("all", "any", "not") if name in rule), None)


def _leaves(rule: object, depth: int) -> int:
    """How many leaves; a group without any counts as one, so that their number is bounded too."""
    if not isinstance(rule, dict) or depth > DEPTH_LIMIT or (group := group_of(rule)) is None:
        return 1
    parts = [rule["not"]] if group == "not" else rule[group]
    return max(1, sum(_leaves(part, depth + 1) for part in parts)) if isinstance(parts, list) else 1


def _check_leaf(leaf: dict[str, object], path: Path) -> Iterator[Problem]:
    if unknown := sorted(map(str, leaf.keys() - {"fact", "op", "value"})):
        yield problem_at(path, f"has an unknown key: {', '.join(unknown)}")
    fact, op = leaf.get("fact"), leaf.get("op")
    if not isinstance(fact, str) or not 0 < len(fact) <= NAME_LIMIT or not _is_text(fact):
        yield problem_at((*path, "fact"), f"is not a fact's name of 1 to {NAME_LIMIT} characters")
    if not isinstance(op, str) or op not in VALUES:
        yield problem_at((*path, "op"), f"is none of {', '.join(VALUES)}")
    elif message := VALUES[op](leaf.get("value")):
        yield problem_at((*path, "value"), message)


def _is_text(value: object) -> bool:
    """A text that every store and every engine keeps as it is: no NUL, no half of a character."""
    return isinstance(value, str) and "\0" not in value and not any("\ud800" <= one <= "\udfff" for one in value)


def _is_number(value: object) -> bool:
    return (
        isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= 2**53 and math.isfinite(value)
    )


def _nothing(value: object) -> str | None:
    return None if value is None else "must be left out here"


def _number(value: object) -> str | None:
    return None if _is_number(value) else "must be a number (from -2^53 to 2^53)"


def _text(value: object, limit: int = TEXT_LIMIT) -> str | None:
    if not isinstance(value, str) or not _is_text(value):
        return "must be a text"
    return None if len(value) <= limit else f"is longer than {limit} characters"


def _scalar(value: object) -> str | None:
    if value is None:
        return "must not be null: to ask whether a fact is there, use is_set or is_not_set"
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _text(value)
    return None if _is_number(value) else "must be a text, a number, true or false"


def _list(value: object) -> str | None:
    if not isinstance(value, list) or len(value) > LIST_LIMIT:
        return f"must be a list of at most {LIST_LIMIT}"
    return next((f"has a member that {message}" for one in value if (message := _scalar(one))), None)


def _pattern(value: object) -> str | None:
    return _text(value) or why_refused(str(value))


VALUES: dict[str, Callable[[object], str | None]] = {
    **dict.fromkeys(("eq", "ne"), _scalar),
    **dict.fromkeys(("gt", "gte", "lt", "lte"), _number),
    **dict.fromkeys(("in", "not_in"), _list),
    **dict.fromkeys(("contains", "not_contains"), _scalar),
    **dict.fromkeys(("starts_with", "ends_with"), _text),
    "matches": _pattern,
    "glob": _text,
    **dict.fromkeys(("is_set", "is_not_set"), _nothing),
}
