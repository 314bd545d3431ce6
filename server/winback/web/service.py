"""What the routes work with: one set of parts for each running app."""

from dataclasses import dataclass, field

from flask import current_app

from ..clock import Clock
from ..config import Settings
from ..db.engine import Database
from ..ingest.record import Recorder
from ..memory import Recent
from ..pictures.press import Press
from ..reports.pool import ReportPool
from ..targeting.publish import Publisher
from .throttle import Throttle


@dataclass(frozen=True)
class Service:
    settings: Settings
    clock: Clock
    db: Database
    recorder: Recorder
    publisher: Publisher
    reports: ReportPool
    press: Press
    login_throttle: Throttle
    shown_pictures: Recent = field(default_factory=lambda: Recent(seconds=3600))

    def end_long_work(self) -> None:
        """Ends what is being made and counted, from any thread: whoever waits for it is told so."""
        self.press.close()
        self.reports.end()

    def close(self) -> None:
        """Lets the writer finish what it has taken, ends what is being counted, then lets go of the database."""
        self.recorder.close()
        self.reports.close()
        self.press.close()
        self.db.close()


def service() -> Service:
    """The parts of the app that answers the current request."""
    parts: Service = current_app.extensions["winback"]
    return parts
