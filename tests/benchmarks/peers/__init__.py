"""What others put into a page for the same purpose, from npm, each asking a stub server of ours: one peer a file."""

from __future__ import annotations

from tests.benchmarks.peers import cookieconsent, formbricks, klaro, posthog, vanilla_cookieconsent
from tests.benchmarks.peers.base import Peer

PEERS: list[Peer] = [
    cookieconsent.PEER,
    vanilla_cookieconsent.PEER,
    klaro.PEER,
    posthog.PEER,
    formbricks.PEER,
]

__all__ = ["PEERS", "Peer"]
