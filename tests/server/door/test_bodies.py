"""How many bodies may be under way, and for how long: by the arithmetic alone, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from winback.door.bodies import (
    PATIENCE_SECONDS,
    SHORT_PATIENCE_SECONDS,
    SLOW_SECONDS,
    STALLED_SECONDS,
    SUSPECT_SECONDS,
    Bodies,
    LettingGo,
    Sender,
)

MOST, MOST_READ = 12, 9  # and so 3 of one network


class Room:
    """Bodies whose time is a number."""

    def __init__(self) -> None:
        self.time = 0.0
        self.bodies = Bodies(MOST, MOST_READ, lambda: self.time)

    def comes(self, network: str = "a", length: int = 0) -> Sender | None:
        sender = Sender(network, length, self.time, lambda: lambda: True)
        return sender if self.bodies.enter(sender) else None

    def works(self, network: str) -> Sender:
        sender = self.comes(network)
        assert sender
        self.bodies.has_read(sender)
        return sender


@pytest.fixture
def room() -> Room:
    return Room()


def test_many_quick_ones_are_welcome_from_one_network(room: Room) -> None:
    assert all(room.comes("a") for _ in range(3 * MOST))


def test_one_network_gets_a_third_of_the_places_for_slow_ones(room: Room) -> None:
    assert all(room.comes("a") for _ in range(3))
    room.time = SLOW_SECONDS + 0.1
    assert room.comes("a") is None
    assert room.comes("b")


def test_all_places_together_are_fewer_than_the_threads(room: Room) -> None:
    assert all(room.comes(f"{number}") for number in range(MOST_READ))
    room.time = SLOW_SECONDS + 0.1
    assert room.comes("new") is None


def test_whoever_has_sent_everything_makes_room(room: Room) -> None:
    senders = [room.comes("a") for _ in range(3)]
    assert senders[0]
    room.time = SLOW_SECONDS + 0.1
    room.bodies.has_read(senders[0])
    assert room.comes("a")


def test_a_network_that_was_let_go_of_can_not_come_with_many_again(room: Room) -> None:
    slow = [room.comes("a") for _ in range(MOST)]
    room.time = SHORT_PATIENCE_SECONDS + 0.1
    assert room.bodies.late() == slow
    for sender in slow:
        assert sender
        room.bodies.leave(sender)
    assert [room.comes("a") is not None for _ in range(5)] == [True] * 3 + [False] * 2
    assert room.comes("b")


def test_after_a_minute_of_good_manners_it_is_forgotten(room: Room) -> None:
    sender = room.comes("a")
    assert sender
    room.time = PATIENCE_SECONDS + 0.1
    assert room.bodies.late() == [sender]
    room.bodies.leave(sender)
    room.time += SUSPECT_SECONDS + 0.1
    assert room.bodies.late() == []
    assert all(room.comes("a") for _ in range(MOST))


def test_whoever_leaves_makes_room_and_leaves_nothing_behind(room: Room) -> None:
    for _ in range(50):
        sender = room.comes("a")
        assert sender
        room.bodies.leave(sender)
        room.bodies.leave(sender)
    assert room.bodies.late() == []


def test_a_late_body_is_named_once(room: Room) -> None:
    sender = room.comes("a")
    room.time = PATIENCE_SECONDS
    assert room.bodies.late() == []
    room.time += 0.1
    assert room.bodies.late() == [sender]
    assert room.bodies.late() == []


def test_a_long_body_has_more_time(room: Room) -> None:
    room.comes("a", length=8 * 1024 * 1024)
    room.time = 60
    assert room.bodies.late() == []
    room.time = 600
    assert len(room.bodies.late()) == 1


def test_where_places_are_scarce_there_is_less_time(room: Room) -> None:
    many = [room.comes("a") for _ in range(3)]
    room.comes("b")
    room.time = SHORT_PATIENCE_SECONDS + 0.1
    assert room.bodies.late() == many


def test_many_at_once_are_welcome_while_each_is_done_soon(room: Room) -> None:
    for number in range(3 * MOST):
        room.works(f"{number}")
    assert room.comes("new")


def test_while_the_database_stands_still_the_rest_of_the_threads_stay_free(room: Room) -> None:
    working = [room.works(f"{number}") for number in range(MOST)]
    room.time = STALLED_SECONDS + 0.1
    assert room.comes("new") is None
    room.bodies.leave(working[0])
    assert room.comes("new")


class Late:
    """One whose time is over; its connection is found at the look of that number."""

    def __init__(self, room: Room, found_at: int = 1, fails: int = 0) -> None:
        self.answers = self.looks = 0
        self._found_at, self._fails = found_at, fails
        self.sender = Sender("a", 0, room.time, self._let_go)
        assert room.bodies.enter(self.sender)

    def _let_go(self) -> Callable[[], bool]:
        self.answers += 1
        if self.answers <= self._fails:
            raise OSError("no descriptor left")
        return self._look

    def _look(self) -> bool:
        self.looks += 1
        return self.looks >= self._found_at


def test_a_connection_is_looked_for_until_it_is_found(room: Room) -> None:
    """Also where the answer takes a while to get there; and none waits for another's."""
    slow, quick = Late(room, found_at=15), Late(room)
    letting_go = LettingGo(room.bodies)
    room.time = PATIENCE_SECONDS + 0.1
    letting_go.turn()
    assert quick.looks == 1
    assert 1 < slow.looks < 15
    while slow.looks < 15:
        letting_go.turn()
    letting_go.turn()
    assert (slow.looks, quick.looks, slow.answers, quick.answers) == (15, 1, 1, 1)


def test_whose_thread_is_free_is_looked_for_no_more(room: Room) -> None:
    """The connection may serve a good request by now."""
    late = Late(room, found_at=99)
    letting_go = LettingGo(room.bodies)
    room.time = PATIENCE_SECONDS + 0.1
    letting_go.turn()
    looks = late.looks
    room.bodies.has_read(late.sender)
    letting_go.turn()
    assert late.looks == looks > 0


def test_who_could_not_be_let_go_of_is_the_next_time(room: Room) -> None:
    late, other = Late(room, fails=1), Late(room)
    letting_go = LettingGo(room.bodies)
    room.time = PATIENCE_SECONDS + 0.1
    letting_go.turn()
    assert (late.looks, other.looks) == (0, 1)
    letting_go.turn()
    assert (late.answers, late.looks) == (2, 1)
