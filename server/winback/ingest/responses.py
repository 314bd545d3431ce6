"""Responses and their answers, derived from the events of one exposure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ..models import Answer, Response
from ..rollups import answer_keys
from .answers import NUMBERED, as_kept, kind_of_answer
from .ask import Question, from_json, uuid_value, write
from .dropped import Dropped
from .facts import CampaignFacts
from .intake import Intake
from .rows import grouped, insert_new, portions, upsert

# Of one exposure only so much is ever looked at, the first ones: a flood in its name must not make each later answer slower.
MOST_SPOKEN = 1000

_SPOKEN_COLUMNS = "id, name, time, exposure, campaign_id, arm, visitor, session_id, url, language, flags, properties"
_SPOKEN = Question(
    f"SELECT * FROM (SELECT {_SPOKEN_COLUMNS} FROM event "  # noqa: S608
    "WHERE site_id = {site} AND exposure = {exposure} AND exposure IS NOT NULL "
    f"ORDER BY time, id LIMIT {MOST_SPOKEN}) AS told "
    "WHERE name IN ('answer', 'response') AND campaign_id IS NOT NULL",
    {"exposure": "uuid"},
    "uuid text int uuid int text uuid uuid text text int json",
)
_STORED_COLUMNS = ("exposure", "block", "kind", "number", "answered_at", "campaign_id", "variant", "flags")
_STORED = Question(
    "SELECT a.exposure, a.block, a.kind, a.number, a.answered_at, r.campaign_id, r.variant, r.flags "
    "FROM answer a JOIN response r ON r.site_id = a.site_id AND r.exposure = a.exposure "
    "WHERE a.site_id = {site} AND a.exposure = {exposure}",
    {"exposure": "uuid"},
    "uuid text text int int int text int",
)
_FORGET = "DELETE FROM answer WHERE site_id = ? AND exposure = ?"


@dataclass(frozen=True)
class Spoken:
    """An answer, or the response that closes the set."""

    id: UUID
    name: str
    time: int
    exposure: UUID
    campaign_id: int
    arm: str
    visitor: UUID | None
    session_id: UUID | None
    url: str | None
    language: str | None
    flags: int
    properties: dict[str, Any]


def refuse_bad_answers(intake: Intake) -> None:
    """Drops an answer that its question can't have. One whose exposure isn't here yet is judged when it comes."""
    for arrival in intake.fresh:
        if arrival.name not in ("answer", "response") or arrival.campaign is None or arrival.exposure is None:
            continue
        said = arrival.properties
        if arrival.name == "answer" and kind_of_answer(arrival.campaign, said["block"], said["value"]) is None:
            intake.refused[arrival.id] = Dropped(
                str(arrival.id), "bad_event", "properties.value", "no question of this campaign has this answer"
            )
        else:
            intake.exposures_answered.add(arrival.exposure)
    intake.fresh = [arrival for arrival in intake.fresh if arrival.id not in intake.refused]


def write_responses(intake: Intake) -> None:
    for some in portions(sorted(intake.exposures_answered)):
        responses: list[dict[str, Any]] = []
        answers: list[dict[str, Any]] = []
        # Of a campaign that was launched after the site was read, who has read it since has written the answers.
        unknown: set[UUID] = set()
        for exposure, spoken in grouped(_spoken(intake, some), lambda s: s.exposure).items():
            campaign = intake.site.by_id.get(spoken[0].campaign_id)
            if campaign is None:
                unknown.add(exposure)
            elif derived := derive(campaign, spoken):
                key = {"site_id": intake.site.id, "exposure": exposure}
                responses.append({**key, **derived[0]})
                answers += [{**key, **answer} for answer in derived[1]]
        judged = [exposure for exposure in some if exposure not in unknown]
        _count(intake, judged, responses, answers)
        upsert(intake.connection, Response, responses)
        as_key = uuid_value(intake.connection)
        write(intake.connection, _FORGET, [(intake.site.id, as_key(exposure)) for exposure in judged])
        insert_new(intake.connection, Answer, answers)


def _count(
    intake: Intake, exposures: list[UUID], responses: list[dict[str, Any]], answers: list[dict[str, Any]]
) -> None:
    """Counts what the responses say from now on instead of what they said."""
    site_id, counts = intake.site.id, intake.counts.answers
    said = grouped(answers, lambda answer: answer["exposure"])
    for response in responses:
        counts.update(answer_keys(site_id, response, said.get(response["exposure"], [])))
    keys = [(exposure,) for exposure in exposures]
    stored = [dict(zip(_STORED_COLUMNS, row, strict=True)) for row in _STORED.ask(intake.connection, site_id, keys)]
    for old in grouped(stored, lambda row: row["exposure"]).values():
        counts.subtract(answer_keys(site_id, old[0], old))


def derive(campaign: CampaignFacts, spoken: Sequence[Spoken]) -> tuple[dict[str, Any], list[dict[str, Any]]] | None:
    """The response and its answers. The last answer to a question counts; the first completion too."""
    answers: dict[str, dict[str, Any]] = {}
    valid: list[Spoken] = []
    for each in sorted(spoken, key=lambda s: (s.time, s.id)):
        if each.name == "answer":
            answer = _answer(campaign, each)
            if answer is None:
                continue
            answers[answer["block"]] = answer
        valid.append(each)
    if not valid:
        return None
    response = _response(valid)
    return response, [answer for answer in answers.values() if _is_on_the_way(answer, response)]


def _is_on_the_way(answer: dict[str, Any], response: dict[str, Any]) -> bool:
    """Once the set of answers is closed, what was answered on a way that the visitor took back is no part of it."""
    return response["completed_at"] is None or not response["steps"] or answer["step"] in response["steps"]


def _answer(campaign: CampaignFacts, each: Spoken) -> dict[str, Any] | None:
    said = each.properties
    kind = kind_of_answer(campaign, said["block"], said["value"])
    if kind is None:
        return None
    return {
        "block": said["block"],
        "step": said["step"],
        "kind": kind,
        "value": as_kept(campaign, said["block"], said["value"]),
        "number": said["value"] if kind in NUMBERED else None,
        "answered_at": each.time,
    }


def _response(valid: list[Spoken]) -> dict[str, Any]:
    first = valid[0]
    closing = [s for s in valid if s.name == "response"]
    flags = 0
    for each in valid:
        flags |= each.flags
    return {
        "campaign_id": first.campaign_id,
        "variant": first.arm,
        "visitor": first.visitor,
        "session_id": first.session_id,
        "started_at": first.time,
        "completed_at": next((s.time for s in closing if s.properties["complete"]), None),
        "steps": closing[-1].properties.get("path", []) if closing else [],
        "url": first.url,
        "language": first.language,
        "flags": flags,
    }


def _spoken(intake: Intake, exposures: list[UUID]) -> list[Spoken]:
    found = _SPOKEN.ask(intake.connection, intake.site.id, [(exposure,) for exposure in exposures])
    return [Spoken(*(*row[:-1], from_json(row[-1]))) for row in found]
