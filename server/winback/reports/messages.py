"""What the service and a counting process say to each other."""

from dataclasses import dataclass
from typing import Any

from .period import Period


@dataclass(frozen=True)
class Begin:
    """The first message. A database's address holds its password, which a command line would show to everybody."""

    database_url: str
    seconds: float


@dataclass(frozen=True)
class Question:
    """Which report, of what, with which arguments: plain values, and no code."""

    report: str
    site_id: int
    period: Period
    arguments: tuple[Any, ...]
    options: dict[str, Any]


@dataclass(frozen=True)
class Answered:
    value: Any


@dataclass(frozen=True)
class Failed:
    """The report itself failed; the process has logged why, and goes on."""

    why: str
