"""The process that reads one picture: `python -m winback.pictures.worker BYTES`, started by the press and by nobody else.

The file comes by standard input, and what was made of it goes to standard output. Whatever a hostile file does to a
decoder, it does it here: without settings, within limits, giving way to others, and then the process ends.
"""

import os
import resource
import sys
from contextlib import suppress

import msgspec

CPU_SECONDS = 20
NICENESS = 5  # somebody waits for it, and it takes a second or two of one core


class Answer(msgspec.Struct, frozen=True):
    """Either a reason of FAULTS, or what was made, as making.Made packs itself."""

    fault: str | None = None
    made: msgspec.Raw = msgspec.Raw(b"\xc0")


def main(memory: int) -> None:
    os.nice(NICENESS)
    _limit(memory)
    # Not before the limits: decoders begin here.
    from .faults import NotTaken
    from .making import make

    try:
        made = make(sys.stdin.buffer.read())
        answer = Answer(made=msgspec.Raw(msgspec.msgpack.encode(made)))
    except NotTaken as fault:
        answer = Answer(fault=fault.reason)
    except MemoryError:
        answer = Answer(fault="too_heavy")
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


def _limit(memory: int) -> None:
    for what, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_FSIZE, 0)):
        with suppress(ValueError, OSError):  # macOS knows no limit of memory; the time of the press holds everywhere
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main(int(sys.argv[1]))
