"""The process that counts: `python -m winback.reports.worker FD`, started by its parent and by nobody else.

It reads and never writes, gives way to everything else on the machine, and ends when its parent does.
"""

import logging
import os
import signal
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..db.engine import read_only_engine
from .heavy import answer
from .messages import Answered, Begin, Failed, Question

# A tenth of what the service gets where both want the same core: ingest hardly notices, and an answer still comes.
NICENESS = 10
log = logging.getLogger("winback.reports")


def main(link: Connection) -> None:
    """Answers one question after another until the parent hangs up."""
    os.nice(NICENESS)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches us too; the parent ends in order
    threading.Thread(target=_end_with_parent, daemon=True).start()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    begin: Begin = link.recv()
    engine = read_only_engine(begin.database_url, begin.seconds)
    link.send(Answered(None))  # ready
    while True:
        link.send(_reply(engine, link.recv()))


def _reply(engine: sa.Engine, question: Question) -> Answered | Failed:
    try:
        with Session(engine, expire_on_commit=False) as session:
            return Answered(answer(session, question))
    except Exception as error:
        log.exception("the report %s failed", question.report)
        return Failed(f"{type(error).__name__}: {error}")


def _end_with_parent() -> None:
    """Standard input is open for as long as the parent lives. A signal at its death would come with the death of the
    thread that started us, and the server's threads come and go.
    """
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):  # the parent has hung up
        main(Connection(int(sys.argv[1])))
