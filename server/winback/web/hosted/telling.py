"""What a form tells: the same events as a message of the site, of no visitor."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from ...ingest.facts import text_id
from ...models import Event
from . import reading
from .language import said
from .links import State

Json = dict[str, Any]
Step = Mapping[str, Any]

_BEGINNING = ("exposure", "impression")  # once in a set of answers, by ids of their own


@dataclass(frozen=True)
class Told:
    """What is stored of a set of answers: how many events, and the last of them."""

    count: int
    last: uuid.UUID | None


def told(session: Session, site_id: int, state: State) -> Told:
    of_state = (Event.site_id == site_id, Event.exposure == uuid.UUID(state.exposure), Event.name.not_in(_BEGINNING))
    count = session.scalar(sa.select(sa.func.count()).where(*of_state)) or 0
    newest = sa.select(Event.id).where(*of_state).order_by(Event.time.desc(), Event.id.desc()).limit(1)
    return Told(count, session.scalar(newest))


def identified(events: Sequence[Json], state: State, before: Told) -> list[Json]:
    """With ids that go by what is said, on which page and after how many others. What was stored last is told again as it
    was, and so it is stored once; who returns to an earlier word has said something new.
    """
    for count in range(max(before.count - len(events), 0), before.count):
        again = [_identified(event, state, count) for event in events]
        if str(before.last) in {event["id"] for event in again}:
            return again
    return [_identified(event, state, before.count) for event in events]


def _identified(event: Json, state: State, count: int) -> Json:
    if event["name"] in _BEGINNING:
        return event
    unique = orjson.dumps([state.page, count, event["name"], event["properties"]], option=orjson.OPT_SORT_KEYS).decode()
    return {"id": str(uuid.uuid5(uuid.UUID(state.exposure), unique)), **event}


def _event(state: State, name: str, **properties: Any) -> Json:
    return {"name": name, "age_ms": 0, "properties": {"exposure": state.exposure, **properties}}


def beginning(state: State) -> list[Json]:
    """Told with the first answers, so that whoever only follows the link is nobody. Told again it is the same."""
    if state.path:
        return []
    shown = {"campaign": state.campaign, "version": state.version, "arm": state.arm, "trigger": "hosted"}
    seen = {"exposure": state.exposure, "variant": state.arm, "format": "hosted"}
    seen_id = str(uuid.uuid5(uuid.UUID(state.exposure), "impression"))
    return [
        {"id": state.exposure, "name": "exposure", "age_ms": 0, "properties": shown},
        {"id": seen_id, "name": "impression", "age_ms": 0, "properties": seen},
    ]


def click(state: State, button: Mapping[str, Any]) -> Json:
    return _event(state, "click", block=button["id"], action=button["action"])


def answers(state: State, step: Step, values: Mapping[str, Any], order: Sequence[str]) -> list[Json]:
    """Of this step, and what the link said for the hidden fields in it."""
    kept = {block["id"]: state.hidden[block["id"]] for block in step["blocks"] if block["id"] in state.hidden}
    events = [_event(state, "answer", step=step["id"], block=name, value=value) for name, value in kept.items()]
    for block in reading.questions(step):
        value = values[block["id"]]
        if value is None:
            continue
        if block["type"] == "email":
            agreed = {"lists": block.get("lists", []), "text_id": text_id(said(block.get("consent_text"), order))}
            events.append(_event(state, "subscribe", email=value, **agreed))
        else:
            events.append(_event(state, "answer", step=step["id"], block=block["id"], value=value))
    return events


def ending(steps: Sequence[Step], state: State) -> list[Json]:
    """The set of answers is closed as soon as no question lies ahead, where one lies behind."""
    by_id = {step["id"]: step for step in steps}
    if not any(reading.questions(by_id[name]) for name in state.path):
        return []
    ahead, passed = state.step, set()
    while ahead and ahead not in passed:
        if reading.questions(by_id[ahead]):
            return []
        passed.add(ahead)
        ahead = by_id[ahead]["next"] or ""
    return [_event(state, "response", complete=True, path=state.path)]
