"""Which addresses have a request under way: a connection of any other waits for its client, or for nothing."""

from collections.abc import Callable
from typing import Any

from .sockets import plain

Respond = Callable[..., Any]


class UnderWay:
    """No lock: putting a key into a dictionary and taking it out are whole."""

    def __init__(self) -> None:
        self._peers: dict[int, str] = {}  # by the request

    def enter(self, proto: Any, peer: str) -> None:
        self._peers[id(proto)] = peer

    def leave(self, proto: Any) -> None:
        self._peers.pop(id(proto), None)

    def leaving(self, proto: Any) -> Respond:
        """Its `response_bytes`, for whoever answers after the app has returned."""

        def respond(*answer: Any) -> None:
            try:
                proto.response_bytes(*answer)
            finally:
                self.leave(proto)

        return respond

    def hosts(self) -> set[str]:
        return {plain(peer) for peer in list(self._peers.values())}
