"""Notices when this process changes a site or a campaign, so that nobody has to ask the database each time."""

import itertools
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import ORMExecuteState, Session

from ..models import Campaign, CampaignVersion, Site

_WATCHED = (Site, Campaign, CampaignVersion)
_MARK = "winback sites changed"
_counter = itertools.count(1)
_changes = 0


def changes_so_far() -> int:
    """A number that grows with each commit of a change."""
    return _changes


@sa.event.listens_for(Session, "after_flush")
def _note_objects(session: Session, context: Any) -> None:
    if any(isinstance(each, _WATCHED) for each in (*session.new, *session.dirty, *session.deleted)):
        session.info[_MARK] = True


@sa.event.listens_for(Session, "do_orm_execute")
def _note_statements(state: ORMExecuteState) -> None:
    if not state.is_select:
        state.session.info[_MARK] = True


@sa.event.listens_for(Session, "after_commit")
def _count(session: Session) -> None:
    global _changes
    if session.info.pop(_MARK, False):
        _changes = next(_counter)
