"""Rule tests: given these facts, when this happens, then the message is shown, or not. They are kept with a campaign.

The same evaluator decides as for visitors; so a change of the rules that breaks what was meant is seen before a launch.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..models import Campaign, Site
from .explain import Check, Explanation, Subject, explain
from .problem import Problem, said
from .situation import moment


@dataclass(frozen=True)
class Outcome:
    """What became of one test. `explanation` says why, check by check."""

    test: Mapping[str, Any]
    explanation: Explanation

    @property
    def got(self) -> str:
        return "shown" if self.explanation.shows else "not_shown"

    @property
    def passes(self) -> bool:
        because = self.test.get("because")
        return self.got == self.test["then"] and (because is None or because == self.explanation.failing)

    @property
    def problem(self) -> tuple[str, dict[str, Any]] | None:
        """Why it fails, in words with their values apart; None where it passes."""
        if self.passes:
            return None
        name = self.test["name"]
        if self.got == "shown":
            return said("The test “{test}” expects nothing to be shown, but every check passes."), {"test": name}
        values = {"test": name, "check": self.explanation.failing}
        if self.test["then"] == "shown":
            return said("The test “{test}” expects the message to be shown, but this check fails: {check}."), values
        text = said("The test “{test}” expects the check {expected} to fail first, but this one does: {check}.")
        return text, {**values, "expected": self.test["because"]}


def subject_of(campaign: Campaign) -> Subject:
    """The campaign as it is edited."""
    return Subject(campaign.slug, campaign.kind, campaign.content, campaign.site)


def run(subject: Subject) -> list[Outcome]:
    """The outcome of each of the campaign's tests, in their order."""
    return [
        Outcome(test, explain(subject, moment(subject, test["given"], test["when"])))
        for test in subject.content.get("tests", [])
    ]


def failing(content: dict[str, Any], kind: str, site: Site) -> Iterator[Problem]:
    """The launch gate's view: a campaign that breaks its own tests is not what was meant."""
    for index, outcome in enumerate(run(Subject("", kind, content, site))):
        if outcome.problem:
            text, values = outcome.problem
            yield Problem(f"tests.{index}", text, values)


Words = tuple[str, dict[str, Any]]


def advice(check: Check) -> list[Words]:
    """What was seen and what would make the check pass, a line a fact; [] where there is nothing to say."""
    if check.check in ("audience", "cart") and isinstance(check.needs, dict):
        return list(_of_rule(check.needs))
    lines: dict[str, Words] = {
        "consent": (said("The visitor has not allowed messages that fit (personalization)."), {}),
        "schedule": (said("It is outside of the campaign's dates."), {}),
        "page": (said("The page {path} is quiet for the whole site."), {"path": check.seen}),
        "frequency": (said("The limit {limit} is reached."), {"limit": (check.needs or {}).get("limit")}),
        "fatigue": (said("Enough of all messages together: {manner}."), {"manner": (check.needs or {}).get("limit")}),
        "arm": (said("The visitor falls into an arm that is shown nothing: {arm}."), {"arm": check.seen}),
        **_of_trigger(check),
        "search": (said("A phone from a search engine is shown nothing that covers its first page."), {}),
        "open": (said("Another message stands already."), {}),
    }
    return [lines[check.check]] if not check.passes and check.check in lines else []


def _of_trigger(check: Check) -> dict[str, Words]:
    if check.check != "trigger" or not isinstance(check.needs, dict):
        return {}
    if "all" in check.needs:
        missing = ", ".join(check.needs["all"])
        return {"trigger": (said("All of its moments have to come; still missing: {triggers}."), {"triggers": missing})}
    seen = check.seen[-1] if isinstance(check.seen, list) else check.seen
    return {"trigger": (said("The campaign has no such moment: {trigger}."), {"trigger": seen})}


def _of_rule(needs: dict[str, Any], turned: bool = False) -> Iterator[Words]:
    for part in needs.get("all") or needs.get("any") or []:
        yield from _of_rule(part, turned)
    if "not" in needs:
        yield from _of_rule(needs["not"], not turned)
    if "fact" not in needs:
        return
    values = {name: needs.get(name) for name in ("fact", "seen", "op", "value")}
    if turned:
        yield said("{fact} is {seen}; it must not be: {op} {value}"), values
    else:
        yield said("{fact} is {seen}; it must be: {op} {value}"), values


def plainly(words: Words) -> str:
    """The words in English, for the API and the command line."""
    text, values = words
    return text.format(
        **{name: "unknown" if value is None and name == "seen" else _shown(value) for name, value in values.items()}
    ).strip()


def _shown(value: Any) -> str:
    return "" if value is None else str(value)
