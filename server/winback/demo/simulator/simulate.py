"""The history: everybody's visits, told in the order in which they happened."""

import heapq
import random

from ...clock import HOUR, MINUTE
from ...ingest.envelope import ServerEvent
from . import arrivals
from .diary import Diary
from .people import Person, person
from .visits import return_to_buy, visit
from .world import World

VISITORS_A_DAY = 105
_UNTOLD = 2 * MINUTE  # the newest visits may still go on


def simulate(world: World, seed: int, start: int, end: int, visitors: int) -> list[ServerEvent]:
    """All events between start and end of so many first-time visitors, by time. The same for the same arguments."""
    chance = random.Random(seed)  # noqa: S311 - a simulation, not a secret
    events: list[ServerEvent] = []
    for first in arrivals.first_visits(chance, start, end, visitors):
        # Each has a chance of their own, so that one visitor more changes nobody else.
        events += _life(world, random.Random(chance.getrandbits(64)), first, start, end)  # noqa: S311
    events.sort(key=lambda event: (event.time, event.id))
    return events


def _life(world: World, chance: random.Random, first: int, start: int, end: int) -> list[ServerEvent]:
    somebody = person(chance)
    plans = _visits(chance, somebody, first)
    events: list[ServerEvent] = []
    free_from = start
    while plans:
        at, is_settled = heapq.heappop(plans)
        at = max(at, free_from)
        diary = Diary(world, somebody, chance, at)
        if is_settled:
            return_to_buy(diary)
        elif (later := visit(diary)) is not None:
            heapq.heappush(plans, (later, True))
        diary.finish()
        events += diary.events
        free_from = diary.now + HOUR  # no visit begins within another
    return [event for event in events if int(event.time) < end - _UNTOLD]


def _visits(chance: random.Random, somebody: Person, first: int) -> list[tuple[int, bool]]:
    at = arrivals.at_their_hour(chance, first, somebody.language)
    plans = [(at, False)]
    while chance.random() < somebody.persona.returns / (1 + somebody.persona.returns):
        at = arrivals.at_their_hour(chance, at + arrivals.days_away(chance), somebody.language)
        plans.append((at, False))
    heapq.heapify(plans)
    return plans
