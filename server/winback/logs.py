"""The log: one line for each message, whatever somebody has put into an address that it repeats."""

import logging

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_CONTROLS = {code: repr(chr(code))[1:-1] for code in (*range(32), *range(127, 160), 0x2028, 0x2029)}


class OneLine(logging.Formatter):
    """A line's end in a message would begin a line that somebody else has written."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        record.message = record.message.translate(_CONTROLS)
        return super().formatMessage(record)


def write_log(level: str) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine(_FORMAT))
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("alembic").setLevel(logging.WARNING)  # that there was nothing to migrate is no news
